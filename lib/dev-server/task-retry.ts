import { definitionOf } from './task-record.ts';
import type { TaskRecord } from './task-record.ts';
import type { TaskDefinition } from './task-definitions.ts';

/** Tries after the first one. The workflow's own number wins, 0 included. */
export const allowedRetries = (task: TaskRecord): number =>
  task.workflowTask.retryCount ?? definitionOf(task)?.retryCount ?? 0;

/** Only these two may be tried again; CANCELED and FAILED_WITH_TERMINAL_ERROR never. */
export const isRetriable = (task: TaskRecord): boolean =>
  (task.status === 'FAILED' || task.status === 'TIMED_OUT') &&
  definitionOf(task) !== undefined &&
  task.retryCount < allowedRetries(task);

/** Whole seconds from the end of attempt number `retryCount` (0 = the first) to the next one. */
export function retryDelaySeconds(
  definition: TaskDefinition,
  retryCount: number,
  random = Math.random,
): number {
  const {
    retryLogic,
    retryDelaySeconds: base,
    backoffScaleFactor,
    maxRetryDelaySeconds,
    backoffJitterMs,
  } = definition;
  const delays = {
    FIXED: base,
    LINEAR_BACKOFF: base * backoffScaleFactor * (retryCount + 1),
    EXPONENTIAL_BACKOFF: base * 2 ** retryCount,
  };
  const delay = delays[retryLogic];
  const capped = maxRetryDelaySeconds > 0 ? Math.min(delay, maxRetryDelaySeconds) : delay;
  return capped + Math.floor((random() * backoffJitterMs) / 1000);
}
