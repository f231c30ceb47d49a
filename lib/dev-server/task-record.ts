import type { JsonObject } from './json-values.ts';
import type { TaskDefinition } from './task-definitions.ts';
import type { WorkflowTask } from './workflow-task.ts';

export type RecordStatus =
  | 'SCHEDULED'
  | 'IN_PROGRESS'
  | 'COMPLETED'
  | 'COMPLETED_WITH_ERRORS'
  | 'FAILED'
  | 'FAILED_WITH_TERMINAL_ERROR'
  | 'CANCELED'
  | 'TIMED_OUT';

/** One attempt at one task of a workflow. Its field names are those of Conductor's JSON. */
export interface TaskRecord {
  readonly taskId: string;
  /** The task's name for a worker task; FORK, JOIN, SWITCH, DO_WHILE otherwise. */
  readonly taskType: string;
  readonly taskDefName: string;
  readonly referenceTaskName: string;
  readonly workflowInstanceId: string;
  readonly workflowType: string;
  readonly workflowPriority: number;
  readonly correlationId?: string;
  readonly workflowTask: WorkflowTask;
  status: RecordStatus;
  inputData: JsonObject;
  outputData: JsonObject;
  readonly retryCount: number;
  readonly seq: number;
  pollCount: number;
  readonly scheduledTime: number;
  /** 0 until the first poll. */
  startTime: number;
  /** 0 until the end. */
  endTime: number;
  updateTime: number;
  /** The first attempt's `startTime`; 0 in the first attempt itself. */
  readonly firstStartTime: number;
  readonly startDelayInSeconds: number;
  readonly retriedTaskId?: string;
  /** A newer attempt has taken its place. */
  retried: boolean;
  executed: boolean;
  readonly callbackFromWorker: true;
  readonly responseTimeoutSeconds: number;
  callbackAfterSeconds: number;
  workerId?: string | undefined;
  domain?: string | undefined;
  reasonForIncompletion?: string | undefined;
  subWorkflowId?: string | undefined;
  externalInputPayloadStoragePath?: string | undefined;
  externalOutputPayloadStoragePath?: string | undefined;
  /** 0 outside loops. */
  iteration: number;
}

const OPEN: ReadonlySet<RecordStatus> = new Set(['SCHEDULED', 'IN_PROGRESS']);

export const isOpen = (task: TaskRecord): boolean => OPEN.has(task.status);

export const isSuccessful = (task: TaskRecord): boolean =>
  task.status === 'COMPLETED' || task.status === 'COMPLETED_WITH_ERRORS';

/** The definition that was embedded when the workflow started; system tasks have none. */
export const definitionOf = (task: TaskRecord): TaskDefinition | undefined =>
  task.workflowTask.taskDefinition;
