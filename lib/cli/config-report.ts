import type { Resolution } from '../settings/resolve-settings.ts';
import type { ResolvedWorker } from '../settings/resolve-workers.ts';
import type { Setting } from '../settings/setting.ts';
import { showSetting, type ShownSetting } from './show-setting.ts';

type Group = Record<string, ShownSetting>;

/** `config --json`: every setting by its `worker.ini` spelling, secrets masked. */
export interface ConfigReport {
  readonly host: Group;
  readonly workers: Record<string, Group>;
}

export function configReport({ hostOrigins, workers }: Resolution): ConfigReport {
  const named = workerKeys(workers).map(([key, { origins }]) => [key, group(origins)] as const);
  // Not by assignment: a task may be called __proto__.
  return { host: group(hostOrigins), workers: Object.fromEntries(named) };
}

function group(origins: Readonly<Record<string, Setting<unknown>>>): Group {
  return Object.fromEntries(
    Object.entries(origins).map(([key, setting]) => [key, showSetting(setting)]),
  );
}

/**
 * A key for each worker, in the order given: its task name. Of several workers with one task name
 * the one without a domain has it, else the first; the others are `name@domain`.
 */
function workerKeys(workers: readonly ResolvedWorker[]): [string, ResolvedWorker][] {
  const plain = new Map<string, ResolvedWorker>();
  for (const worker of workers) {
    if (worker.settings.domain === null || !plain.has(worker.name)) plain.set(worker.name, worker);
  }
  return workers.map((worker) => {
    if (plain.get(worker.name) === worker) return [worker.name, worker];
    const suffix = `@${worker.settings.domain ?? ''}`;
    let key = worker.name + suffix;
    // Another task may be called just that.
    while (plain.has(key)) key += suffix;
    return [key, worker];
  });
}
