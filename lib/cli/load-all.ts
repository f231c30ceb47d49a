import { resolve } from 'node:path';
import { ModuleError } from '../errors/module-error.ts';
import { loadWorkers } from '../worker/load-modules.ts';
import type { WorkerAbc } from '../worker/worker-abc.ts';

export interface LoadedModules {
  readonly workers: readonly WorkerAbc[];
  /** A line for each module that could not be loaded, so that all can be mended in one go. */
  readonly problems: readonly string[];
}

/** The workers of all modules; a module named twice counts once. */
export async function loadAllWorkers(modules: readonly string[]): Promise<LoadedModules> {
  const workers = new Set<WorkerAbc>();
  const problems: string[] = [];
  for (const file of new Set(modules.map((name) => resolve(name)))) {
    // One after the other: what a module makes while it loads is told apart by time.
    try {
      for (const worker of await loadWorkers(file)) workers.add(worker);
    } catch (error) {
      if (!(error instanceof ModuleError)) throw error;
      problems.push(error.message);
    }
  }
  return { workers: [...workers], problems };
}
