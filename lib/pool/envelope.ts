import * as types from 'node:util/types';
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
  const stack = stackOf(thrown);
  return {
    kind: isRetryable(thrown) ? 'failed' : 'failed-for-good',
    output: '{}',
    reason: messageOf(thrown),
    errorName: nameOf(thrown),
    logs: stack === undefined ? lines : [...lines, { log: stack, createdTime: Date.now() }],
  };
}

// What is thrown may be anything, with getters and traps that throw again: nothing here does.

function stackOf(thrown: unknown): string | undefined {
  try {
    return isError(thrown) && typeof thrown.stack === 'string' ? thrown.stack : undefined;
  } catch {
    return undefined;
  }
}

function nameOf(thrown: unknown): string {
  try {
    return isError(thrown) && typeof thrown.name === 'string'
      ? thrown.name.slice(0, 100)
      : typeof thrown;
  } catch {
    return 'unknown';
  }
}

/** Also one from another realm (`node:vm`), which has another class. */
function isError(thrown: unknown): thrown is Error {
  return types.isNativeError(thrown) || thrown instanceof Error;
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
  try {
    if (isError(thrown)) return asText(thrown.message || thrown.name);
    if (typeof thrown === 'string') return thrown;
    return textOf(thrown);
  } catch {
    return `something of type ${typeof thrown} that can't be shown`;
  }
}

function textOf(value: unknown): string {
  try {
    const text: unknown = JSON.stringify(value);
    return typeof text === 'string' ? text : String(value);
  } catch {
    return Object.prototype.toString.call(value);
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
  const kind = Object.hasOwn(kinds, result.status) ? kinds[result.status] : undefined;
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
    ...textMember('reason', result.reasonForIncompletion),
    ...(wait === undefined ? {} : { deferSeconds: wait }),
    ...textMember('subWorkflowId', result.subWorkflowId),
    ...textMember('externalOutputPayloadStoragePath', result.externalOutputPayloadStoragePath),
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
  if (typeof line === 'string') return { log: line, createdTime: Date.now() };
  return { log: asText(line.log), createdTime: asTime(line.createdTime) };
}

// A worker without types may put anything where these are asked, and only plain data can leave its thread.

function asText(value: unknown): string {
  return typeof value === 'string' ? value : messageOf(value);
}

function asTime(value: unknown): number {
  return typeof value === 'number' ? value : Date.now();
}

function textMember<Name extends string>(
  name: Name,
  value: unknown,
): Partial<Record<Name, string>> {
  return value === undefined || value === null
    ? {}
    : ({ [name]: asText(value) } as Record<Name, string>);
}

function isRetryable(thrown: unknown): boolean {
  try {
    return (thrown as { retryable?: unknown } | null | undefined)?.retryable !== false;
  } catch {
    return true;
  }
}
