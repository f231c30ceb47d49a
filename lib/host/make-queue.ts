import type { ResolvedWorker } from '../settings/resolve-workers.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import { overrides, type WorkerAbc } from '../worker/worker-abc.ts';
import { TaskQueue } from './task-queue.ts';

/** The queue of one of a worker's names. Where the worker's own `paused()` decides, it is asked before each poll. */
export function makeQueue(
  worker: WorkerAbc,
  { name, settings, origins }: ResolvedWorker,
  logger: Logger,
): TaskQueue {
  if (origins['paused']?.origin !== 'constructor' || !overrides(worker, 'paused')) {
    return new TaskQueue(name, settings);
  }
  let broken = false;
  return new TaskQueue(name, settings, () => {
    try {
      return worker.paused();
    } catch (error) {
      if (!broken)
        logger.error({ worker: name, err: error }, 'paused() of a worker threw; it polls on');
      broken = true;
      return false;
    }
  });
}
