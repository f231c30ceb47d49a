import { ResultTooLargeError } from '../../errors/result-too-large-error.ts';
import type { LogLine } from '../../task/log-line.ts';
import type { Outcome } from '../../task/outcome.ts';
import type { Task } from '../../task/task.ts';
import type { EncodedResult } from '../task-source.ts';
import { surplusLogPosts } from './surplus-logs.ts';

/** Conductor itself fails the task for good, and empties its output, above 10 240 KB of outputData. */
export const MAX_OUTPUT_BYTES = 10_485_760;
/** Conductor keeps the first 500 characters of a reason. */
const MAX_REASON_CHARS = 500;
/** Conductor keeps the first 10 logs of an update and drops the rest. */
const MAX_BODY_LOGS = 10;
/** A UTF-16 unit of a string takes at most this many bytes in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

const STATUS = {
  completed: 'COMPLETED',
  failed: 'FAILED',
  'failed-for-good': 'FAILED_WITH_TERMINAL_ERROR',
  deferred: 'IN_PROGRESS',
  // Without a lease, IN_PROGRESS puts the task back in its queue: same id, same retry count.
  'handed-back': 'IN_PROGRESS',
} as const satisfies Record<Outcome['kind'], string>;

/**
 * The TaskResult of an outcome. The text is put together around `outcome.output`, which is JSON
 * already: a large output is never parsed or serialised again.
 */
export function encodeResult(task: Task, outcome: Outcome, workerId: string): EncodedResult {
  assertSize(outcome.output);
  const body =
    `{"workflowInstanceId":${JSON.stringify(task.workflowInstanceId)}` +
    `,"taskId":${JSON.stringify(task.taskId)}` +
    `,"workerId":${JSON.stringify(workerId)}` +
    `,"status":"${STATUS[outcome.kind]}"` +
    deferral(outcome) +
    member('reasonForIncompletion', shorten(outcome.reason)) +
    member('subWorkflowId', outcome.subWorkflowId) +
    member('externalOutputPayloadStoragePath', outcome.externalOutputPayloadStoragePath) +
    `,"logs":${encodeLogs(task.taskId, outcome.logs)}` +
    `,"outputData":${outcome.output}}`;
  return {
    taskId: task.taskId,
    workflowId: task.workflowInstanceId,
    taskType: task.taskType,
    kind: outcome.kind,
    body,
    surplusLogs: surplusLogPosts(outcome.logs.slice(MAX_BODY_LOGS)),
  };
}

function assertSize(output: string): void {
  if (output.length * MAX_BYTES_PER_UNIT <= MAX_OUTPUT_BYTES) return;
  const bytes = Buffer.byteLength(output);
  if (bytes > MAX_OUTPUT_BYTES) throw new ResultTooLargeError(bytes, MAX_OUTPUT_BYTES);
}

/** Conductor cuts fractions off, and never hands a task with a negative delay out again on SQL queues. */
function deferral(outcome: Outcome): string {
  if (outcome.kind === 'handed-back') return ',"callbackAfterSeconds":0';
  if (outcome.kind !== 'deferred') return '';
  return `,"callbackAfterSeconds":${Math.max(0, Math.ceil(outcome.deferSeconds ?? 0))}`;
}

function member(name: string, value: string | undefined): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
}

function shorten(reason: string | undefined): string | undefined {
  if (reason === undefined || reason.length <= MAX_REASON_CHARS) return reason;
  const cut = reason.slice(0, MAX_REASON_CHARS - 1);
  // Half of a surrogate pair at the end would show up as a replacement character.
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

function encodeLogs(taskId: string, logs: readonly LogLine[]): string {
  if (logs.length === 0) return '[]';
  const first = logs.slice(0, MAX_BODY_LOGS);
  // The surplus is dated by the engine when it is posted, perhaps in the very millisecond in which
  // these were written; the engine sorts by date and must find them first.
  const earlier = logs.length > MAX_BODY_LOGS ? 1 : 0;
  return JSON.stringify(
    first.map(({ log, createdTime }) => ({
      log,
      taskId,
      createdTime: Math.floor(createdTime) - earlier,
    })),
  );
}
