import { ModuleError } from '../errors/module-error.ts';
import { ThreadError } from '../errors/thread-error.ts';

/** The error that a thread died of, for people: what happened and what to do. */
export function explainDeath(error: Error, maxHeapMb: number | null): Error {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
  const reason =
    maxHeapMb === null
      ? "its heap reached Node's own limit. Set max_heap_mb higher than that, or hold less at once."
      : `its heap reached max_heap_mb, ${maxHeapMb} MB. Raise max_heap_mb, or hold less at once.`;
  return new ThreadError(`out of memory: ${reason}`, { cause: error });
}

/** What `start()` rejects with when a thread died before it had loaded the worker's module. */
export function startFailure(file: string, death: Error): Error {
  if (death instanceof ModuleError || death.message.startsWith(file)) return death;
  return new ThreadError(`${file}: a thread could not be started with it: ${death.message}`, {
    cause: death,
  });
}
