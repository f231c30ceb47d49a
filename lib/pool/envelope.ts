import type { LogLine } from '../task/log-line.ts';
import type { Outcome } from '../task/outcome.ts';
import { TaskResult } from '../task/task-result.ts';
import type { TaskStatus } from '../task/task-status.ts';
import { serializeOutput, UnserializableError } from './serialize-output.ts';

/** The outcome of a value that `execute` returned. */
export function outcomeOfReturn(value: unknown, lines: readonly LogLine[]): Outcome {
  try {
    if (value instanceof TaskResult) return outcomeOfResult(value, lines);
    return { kind: 'completed', output: serializeOutput(value), logs: lines };
  } catch (error) {
    // A getter or toJSON of the user's may throw anything.
    if (!(error instanceof UnserializableError)) return outcomeOfThrow(error, lines);
    return failedForGood(error.message, lines);
  }
}

/** The outcome of what `execute` threw: the message as reason, the stack in the task's log. */
export function outcomeOfThrow(thrown: unknown, lines: readonly LogLine[]): Outcome {
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  return {
    kind: isRetryable(thrown) ? 'failed' : 'failed-for-good',
    output: '{}',
    reason: messageOf(thrown),
    logs: stack === undefined ? lines : [...lines, { log: stack, createdTime: Date.now() }],
  };
}

/** Ended by the host, for a reason that a next attempt may not meet. */
export function failed(reason: string, logs: readonly LogLine[] = []): Outcome {
  return { kind: 'failed', output: '{}', reason, logs };
}

export function failedForGood(reason: string, logs: readonly LogLine[] = []): Outcome {
  return { kind: 'failed-for-good', output: '{}', reason, logs };
}

/** Text of anything that can be thrown; never throws itself. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  if (typeof thrown === 'string') return thrown;
  try {
    return (JSON.stringify(thrown)) ?? String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}

const kinds: Record<TaskStatus, Outcome['kind']> = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  FAILED_WITH_TERMINAL_ERROR: 'failed-for-good',
  IN_PROGRESS: 'deferred',
};

function outcomeOfResult(result: TaskResult, lines: readonly LogLine[]): Outcome {
  const logs = result.logs.length === 0 ? lines : [...lines, ...result.logs.map(toLogLine)];
  const kind = kinds[result.status] as Outcome['kind'] | undefined;
  if (kind === undefined) {
    const allowed = Object.keys(kinds).join(', ');
    return failedForGood(
      `The result's status is ${messageOf(result.status)}; it must be one of ${allowed}.`,
      logs,
    );
  }
  const wait = kind === 'deferred' ? checkWait(result.callbackAfterSeconds ?? 0) : undefined;
  if (typeof wait === 'string') return failedForGood(wait, logs);
  return {
    kind,
    output: serializeOutput(result.outputData),
    ...(result.reasonForIncompletion === undefined
      ? {}
      : { reason: messageOf(result.reasonForIncompletion) }),
    ...(wait === undefined ? {} : { deferSeconds: wait }),
    ...(result.subWorkflowId === undefined ? {} : { subWorkflowId: result.subWorkflowId }),
    ...(result.externalOutputPayloadStoragePath === undefined
      ? {}
      : { externalOutputPayloadStoragePath: result.externalOutputPayloadStoragePath }),
    logs,
  };
}

/**
 * Whole seconds, or what is wrong with them. A server cuts fractions (0.9 s = at once), and never
 * hands out again a task with a negative time.
 */
function checkWait(seconds: unknown): number | string {
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= 2 ** 31) return Math.ceil(seconds);
  return `callbackAfterSeconds is ${messageOf(seconds)}; it must be a number of seconds, 0 or more.`;
}

function toLogLine(line: LogLine | string): LogLine {
  return typeof line === 'string' ? { log: line, createdTime: Date.now() } : line;
}

function isRetryable(thrown: unknown): boolean {
  return !(
    typeof thrown === 'object' &&
    thrown !== null &&
    (thrown as { retryable?: unknown }).retryable === false
  );
}
