import type { WorkerSettings } from '../settings/worker-settings.ts';
import type { Task } from '../task/task.ts';

export interface TaskLimit {
  /** Milliseconds from the start of `execute`. */
  readonly limitMs: number;
  /** What set it, for reasons. */
  readonly limitName: string;
}

/** The result must reach the engine before its own timeout: signal, grace and delivery take this much. */
const marginMs = 1500;
const marginShare = 0.2;

/**
 * How long a task may run: the worker's `execution_timeout` (0 = for ever), else what is left of
 * its definition's `timeoutSeconds`, which counts from its first poll, less a margin; null = for ever.
 *
 * @param waitedMs milliseconds since the task was polled
 */
export function executionLimitOf(
  task: Task,
  { executionTimeout }: Pick<WorkerSettings, 'executionTimeout'>,
  waitedMs: number,
): TaskLimit | null {
  if (executionTimeout !== null) {
    return executionTimeout === 0
      ? null
      : { limitMs: executionTimeout, limitName: 'execution_timeout' };
  }
  const definition = task.workflowTask?.taskDefinition ?? task.taskDefinition;
  const { timeoutSeconds = 0, timeoutPolicy } = definition ?? {};
  if (!(timeoutSeconds > 0) || timeoutPolicy === 'ALERT_ONLY') return null;
  const whole = timeoutSeconds * 1000;
  // Both by the engine's clock. A task that was deferred goes on with the time of its first poll.
  const before = Math.max(0, (task.updateTime ?? 0) - (task.startTime ?? task.updateTime ?? 0));
  const left = whole - before - waitedMs - Math.min(marginMs, whole * marginShare);
  return {
    limitMs: Math.max(1, Math.round(left)),
    limitName: `timeoutSeconds of ${timeoutSeconds} in its definition`,
  };
}
