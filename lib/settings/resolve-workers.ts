import { chooseSetting } from './choose-setting.ts';
import { ownVariables } from './environment.ts';
import type { Setting } from './setting.ts';
import type { Sources } from './sources.ts';
import { workerLevels, type Subject } from './worker-levels.ts';
import { WORKER_SETTINGS, type WorkerSettings } from './worker-settings.ts';

/** The settings of one task name of one worker. */
export interface ResolvedWorker {
  /** The task name. */
  readonly name: string;
  /** Which of the declared workers it belongs to. */
  readonly index: number;
  readonly settings: WorkerSettings;
  /** Every value with its origin, by key. */
  readonly origins: Readonly<Record<string, Setting<unknown>>>;
}

export function resolveWorkers(sources: Sources): ResolvedWorker[] {
  return subjects(sources).map((subject) => resolveWorker(subject, sources));
}

/** Each name of a list resolves by itself. */
export function subjects({ workers, environment }: Sources): Subject[] {
  return workers.flatMap((declaration, index) =>
    declaration.names.map((name) => ({
      name,
      declaration,
      index,
      variables: ownVariables(name, environment),
    })),
  );
}

export function resolveWorker(subject: Subject, sources: Sources): ResolvedWorker {
  const origins: Record<string, Setting<unknown>> = {};
  for (const definition of WORKER_SETTINGS) {
    const { key, byDefault } = definition;
    const fallback = key === 'worker_id' ? { ...byDefault, value: sources.hostname } : byDefault;
    const levels = workerLevels(definition, subject, sources);
    origins[key] = chooseSetting(definition, levels, fallback, sources);
  }
  settleThreads(origins, sources);
  return { name: subject.name, index: subject.index, settings: toSettings(origins), origins };
}

/** What `auto` means, and the settings that depend on the threads. */
function settleThreads(origins: Record<string, Setting<unknown>>, sources: Sources): void {
  const written = origins['threads'] as Setting<number | 'auto'>;
  const concurrency = origins['concurrency'] as Setting<number | null>;
  const minThreads = origins['min_threads'] as Setting<number>;
  const threads = written.value === 'auto' ? countCpus(sources) : written.value;
  origins['threads'] = { ...written, value: threads };
  origins['concurrency'] = { ...concurrency, value: concurrency.value ?? threads };
  origins['min_threads'] = { ...minThreads, value: Math.min(minThreads.value, threads) };
}

function countCpus({ cpus, problems }: Sources): number {
  if (cpus) return Math.max(1, cpus());
  problems.add('threads = auto: how many CPUs there are is not known here; give a number');
  return 1;
}

function toSettings(origins: Readonly<Record<string, Setting<unknown>>>): WorkerSettings {
  const settings: Record<string, unknown> = {};
  for (const { key, option } of WORKER_SETTINGS) settings[option] = origins[key]?.value;
  return Object.freeze(settings) as unknown as WorkerSettings;
}
