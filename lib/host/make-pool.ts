import { ModuleError } from '../errors/module-error.ts';
import type { ExecutionPool, PoolListener } from '../pool/execution-pool.ts';
import { InlinePool } from '../pool/inline-pool.ts';
import { ThreadPool } from '../pool/thread-pool.ts';
import { referenceTo } from '../pool/thread-worker.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import { moduleOf, type WorkerAbc } from '../worker/worker-abc.ts';
import type { TaskQueue } from './task-queue.ts';

/**
 * The pool of one worker, as its first queue's settings want it. What its tasks log below the
 * logger's level does not leave their threads.
 *
 * @throws ModuleError when it can't be told what a thread should import.
 */
export function makePool(
  worker: WorkerAbc,
  queues: readonly TaskQueue[],
  listener: PoolListener,
  { level }: Logger,
): ExecutionPool {
  const { settings } = queues[0] as TaskQueue;
  const logOptions = level === undefined ? {} : { logLevel: level };
  if (settings.isolation === 'inline')
    return new InlinePool(worker, settings.concurrency, listener, logOptions);
  const file = moduleOf(worker);
  if (file === undefined) {
    const name = queues.map((queue) => queue.name).join(', ');
    throw new ModuleError(
      '',
      `It can't be told which module made the worker for ${name}, so no thread can import it. Make it in a file, or set isolation = inline.`,
    );
  }
  return new ThreadPool(referenceTo(worker, file), { ...settings, ...logOptions }, listener);
}
