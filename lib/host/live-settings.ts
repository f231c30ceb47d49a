import { HOST_SETTINGS, type HostSettings } from '../settings/host-settings.ts';
import type { Resolution } from '../settings/resolve-settings.ts';
import { WORKER_SETTINGS, type WorkerSettings } from '../settings/worker-settings.ts';

/** What new settings change in a running host. */
export interface SettingsChange {
  /** What changes at once: of each worker, in their order, by task name. */
  readonly workers: readonly (ReadonlyMap<string, Partial<WorkerSettings>> | undefined)[];
  /** Settings that take effect at once: `task_1.concurrency`, `log_level`. */
  readonly applied: readonly string[];
  /** Settings that take effect when the host is started again. */
  readonly needRestart: readonly string[];
  /** The settings that the host runs with from now on: those that need a restart are the old ones. */
  readonly effective: Resolution;
}

const live: ReadonlySet<string> = new Set<keyof WorkerSettings>([
  'domain',
  'pollingInterval',
  'pollTimeout',
  'concurrency',
  'threads',
  'minThreads',
  'workerId',
  'paused',
  'executionTimeout',
  'leaseExtendEnabled',
]);
const liveOfHost: ReadonlySet<string> = new Set<keyof HostSettings>(['logLevel']);

/**
 * Compares the settings that a host runs with to those that it would start with now. Only what
 * differs is changed: what an operator set by hand stays where the settings say nothing new.
 */
export function compareSettings(running: Resolution, read: Resolution): SettingsChange {
  const applied: string[] = [];
  const needRestart: string[] = [];
  const changes: Map<string, Partial<WorkerSettings>>[] = [];
  const sort = (options: ReadonlySet<string>, option: string, shown: string): boolean => {
    const atOnce = options.has(option);
    (atOnce ? applied : needRestart).push(shown);
    return atOnce;
  };

  const workers = running.workers.map((worker) => {
    const { name, index, settings } = worker;
    const now = read.workers.find((each) => each.name === name && each.index === index)?.settings;
    if (now === undefined) return worker;
    const change = Object.fromEntries(
      differing(WORKER_SETTINGS, settings, now)
        .filter(({ key, option }) => sort(live, option, `${name}.${key}`))
        .map(({ option }) => [option, now[option as keyof WorkerSettings]]),
    ) as Partial<WorkerSettings>;
    (changes[index] ??= new Map()).set(name, change);
    return { ...worker, settings: { ...settings, ...change } };
  });
  const ofHost = differing(HOST_SETTINGS, running.host, read.host)
    .filter(({ key, option }) => sort(liveOfHost, option, key))
    .map(({ option }) => [option, read.host[option as keyof HostSettings]]);
  const host = { ...running.host, ...(Object.fromEntries(ofHost) as Partial<HostSettings>) };
  return {
    workers: changes,
    applied,
    needRestart,
    effective: { ...read, host, workers },
  };
}

/** The definitions of those settings that have another value. */
function differing<T extends { readonly option: string }>(
  definitions: readonly T[],
  before: object,
  after: object,
): T[] {
  const [old, now] = [before, after] as Record<string, unknown>[];
  return definitions.filter(({ option }) => old?.[option] !== now?.[option]);
}
