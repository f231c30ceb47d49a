import { resolve } from 'node:path';
import { ModuleError } from '../errors/module-error.ts';
import { SettingsError } from '../errors/settings-error.ts';
import { loadWorkers } from '../worker/load-modules.ts';
import type { WorkerAbc } from '../worker/worker-abc.ts';
import { modulesOrDefault } from './default-module.ts';

/**
 * The workers of all modules; a module named twice counts once.
 *
 * @throws SettingsError with every module's problem, so that all can be mended in one go.
 */
export async function loadAllWorkers(named: readonly string[]): Promise<WorkerAbc[]> {
  const workers = new Set<WorkerAbc>();
  const problems: string[] = [];
  for (const file of new Set(modulesOrDefault(named).map((name) => resolve(name)))) {
    // One after the other: what a module makes while it loads is told apart by time.
    try {
      for (const worker of await loadWorkers(file)) workers.add(worker);
    } catch (error) {
      if (!(error instanceof ModuleError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return [...workers];
}
