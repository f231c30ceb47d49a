import {
  arrayOrEmpty,
  flag,
  objectOrEmpty,
  oneOf,
  optionalText,
  requireObject,
  wholeNumber,
} from './json-values.ts';
import type { JsonObject } from './json-values.ts';
import type { TaskLog } from './task-logs.ts';

export const UPDATE_STATUSES = [
  'IN_PROGRESS',
  'FAILED',
  'FAILED_WITH_TERMINAL_ERROR',
  'COMPLETED',
  'CANCELED',
] as const;
export type UpdateStatus = (typeof UPDATE_STATUSES)[number];

/** A TaskResult as a worker sent it. */
export interface TaskUpdate {
  /** '' when absent. */
  readonly taskId: string;
  /** '' when absent. */
  readonly workflowInstanceId: string;
  /** Absent only in lease extensions, where it does not matter. */
  readonly status?: UpdateStatus;
  readonly outputData: JsonObject;
  readonly reasonForIncompletion?: string | undefined;
  readonly callbackAfterSeconds: number;
  readonly workerId?: string | undefined;
  readonly subWorkflowId?: string | undefined;
  readonly externalOutputPayloadStoragePath?: string | undefined;
  readonly logs: readonly TaskLog[];
  readonly extendLease: boolean;
  /** Size of the request: outputs are measured only if this is large. */
  readonly bodyBytes: number;
}

/** @throws ApiError 500 when it can't be read */
export function readTaskUpdate(body: unknown, bodyBytes: number, now: number): TaskUpdate {
  const given = requireObject(body, 'TaskResult');
  const text = (field: string) => optionalText(given[field], field);
  const taskId = text('taskId') ?? '';
  const extendLease = flag(given.extendLease, false, 'extendLease');
  const hasStatus = given.status !== undefined && given.status !== null;
  return {
    taskId,
    workflowInstanceId: text('workflowInstanceId') ?? '',
    ...(hasStatus || !extendLease
      ? { status: oneOf(given.status, UPDATE_STATUSES, 'status') }
      : {}),
    outputData: objectOrEmpty(given.outputData, 'outputData'),
    reasonForIncompletion: text('reasonForIncompletion'),
    callbackAfterSeconds: wholeNumber(given.callbackAfterSeconds, 0, 'callbackAfterSeconds'),
    workerId: text('workerId'),
    subWorkflowId: text('subWorkflowId'),
    externalOutputPayloadStoragePath: text('externalOutputPayloadStoragePath'),
    logs: arrayOrEmpty(given.logs, 'logs').map((line) => readLog(line, taskId, now)),
    extendLease,
    bodyBytes,
  };
}

function readLog(value: unknown, taskId: string, now: number): TaskLog {
  const line = requireObject(value, 'logs');
  return {
    log: optionalText(line.log, 'log') ?? '',
    taskId,
    createdTime: wholeNumber(line.createdTime, now, 'createdTime'),
  };
}
