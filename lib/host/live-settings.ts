import type { Resolution } from '../settings/resolve-settings.ts';
import { WORKER_SETTINGS, type WorkerSettings } from '../settings/worker-settings.ts';

/** What new settings change. */
export interface SettingsChange {
  /** The settings of each worker and name from now on, in the order of the workers. */
  readonly workers: readonly (ReadonlyMap<string, WorkerSettings> | undefined)[];
  /** Settings that take effect at once: `task_1.concurrency`, `log_level`. */
  readonly applied: readonly string[];
  /** Settings that take effect when the host is started again. */
  readonly needRestart: readonly string[];
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

/** Compares the settings of a running host with those that it would start with now. */
export function compareSettings(before: Resolution, after: Resolution): SettingsChange {
  const applied: string[] = [];
  const needRestart: string[] = [];
  const workers: Map<string, WorkerSettings>[] = [];
  for (const { name, index, settings: old } of before.workers) {
    const now = after.workers.find((each) => each.name === name && each.index === index)?.settings;
    if (now === undefined) continue;
    const next: Record<string, unknown> = { ...old };
    for (const { key, option } of WORKER_SETTINGS) {
      if (valueOf(old, option) === valueOf(now, option)) continue;
      (live.has(option) ? applied : needRestart).push(`${name}.${key}`);
      if (live.has(option)) next[option] = valueOf(now, option);
    }
    (workers[index] ??= new Map()).set(name, next as unknown as WorkerSettings);
  }
  for (const [key, { value }] of Object.entries(after.hostOrigins)) {
    if (before.hostOrigins[key]?.value === value) continue;
    (key === 'log_level' ? applied : needRestart).push(key);
  }
  return { workers, applied, needRestart };
}

function valueOf(settings: WorkerSettings, option: string): unknown {
  return settings[option as keyof WorkerSettings];
}
