import { definitionOf, isOpen } from './task-record.ts';
import type { TaskRecord } from './task-record.ts';
import type { TaskDefinition } from './task-definitions.ts';

/** A time limit of one task. */
export interface TaskDeadline {
  /** Milliseconds since 1970: reached means expired. */
  readonly at: number;
  readonly reason: (now: number) => string;
  /** What happens besides the task becoming TIMED_OUT. */
  readonly policy: 'RETRY' | 'TIME_OUT_WF';
}

/** The limits that run for a task now. ALERT_ONLY limits only make the real server log something: left out. */
export function deadlinesOf(task: TaskRecord): TaskDeadline[] {
  const definition = definitionOf(task);
  if (definition === undefined || !isOpen(task)) return [];
  return [
    attemptDeadline(task, definition),
    pollDeadline(task, definition),
    responseDeadline(task, definition),
  ].filter((deadline) => deadline !== undefined);
}

/** `timeoutSeconds`: from the first poll of this attempt; a lease extension does not move it. */
function attemptDeadline(task: TaskRecord, definition: TaskDefinition): TaskDeadline | undefined {
  const { timeoutSeconds, timeoutPolicy } = definition;
  if (timeoutSeconds <= 0 || task.startTime === 0 || timeoutPolicy === 'ALERT_ONLY')
    return undefined;
  return {
    at: task.startTime + (task.startDelayInSeconds + timeoutSeconds) * 1000,
    policy: timeoutPolicy,
    reason: (now) =>
      `Task timed out after ${secondsBetween(task.startTime, now)} seconds. ` +
      `Timeout configured as ${timeoutSeconds} seconds. Timeout policy configured to ${timeoutPolicy}`,
  };
}

/** `pollTimeoutSeconds`: how long a task may wait in its queue. */
function pollDeadline(task: TaskRecord, definition: TaskDefinition): TaskDeadline | undefined {
  const { pollTimeoutSeconds, timeoutPolicy } = definition;
  if (
    pollTimeoutSeconds === undefined ||
    task.status !== 'SCHEDULED' ||
    timeoutPolicy === 'ALERT_ONLY'
  )
    return undefined;
  return {
    at: task.scheduledTime + (pollTimeoutSeconds + Math.max(task.callbackAfterSeconds, 0)) * 1000,
    policy: timeoutPolicy,
    reason: (now) =>
      `Task poll timed out after ${secondsBetween(task.scheduledTime, now)} seconds. ` +
      `Poll timeout configured as ${pollTimeoutSeconds} seconds. Timeout policy configured to ${timeoutPolicy}`,
  };
}

/** `responseTimeoutSeconds`: since the last sign of life of a task in progress. Always retried, whatever the policy. */
function responseDeadline(task: TaskRecord, definition: TaskDefinition): TaskDeadline | undefined {
  const { responseTimeoutSeconds } = definition;
  if (responseTimeoutSeconds <= 0 || task.status !== 'IN_PROGRESS') return undefined;
  return {
    at: task.updateTime + (responseTimeoutSeconds + task.callbackAfterSeconds) * 1000,
    policy: 'RETRY',
    reason: () =>
      `responseTimeout: ${responseTimeoutSeconds} exceeded for the taskId: ${task.taskId} ` +
      `with Task Definition: ${task.taskDefName}`,
  };
}

const secondsBetween = (start: number, end: number): number => Math.floor((end - start) / 1000);
