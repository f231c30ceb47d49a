/**
 * One unit of work as the engine handed it over, in the shape that Conductor polls give
 * (its `Task.java`): fields that the engine left out are absent.
 */
export interface Task {
  readonly taskId: string;
  readonly workflowInstanceId: string;
  /** Name of the task definition. The same as `taskType` for tasks that workers run. */
  readonly taskDefName: string;
  readonly taskType: string;
  /** Name of the task in its workflow; in a loop with `__<iteration>` appended. */
  readonly referenceTaskName?: string;
  readonly inputData: Record<string, unknown>;
  /** Output of an earlier hand-over, when the worker had asked to get the task again. */
  readonly outputData?: Record<string, unknown>;
  readonly status?: string;
  readonly workflowType?: string;
  readonly correlationId?: string;
  /** 0 at the first attempt. */
  readonly retryCount?: number;
  readonly retriedTaskId?: string;
  readonly seq?: number;
  /** How often this attempt was handed out: 1 the first time. */
  readonly pollCount?: number;
  readonly iteration?: number;
  readonly domain?: string;
  /** Milliseconds since 1970, as all times here. */
  readonly scheduledTime?: number;
  readonly startTime?: number;
  readonly updateTime?: number;
  /** Milliseconds that the task waited in the queue. */
  readonly queueWaitTime?: number;
  /** Seconds that the engine waits for a sign of life. */
  readonly responseTimeoutSeconds?: number;
  readonly callbackAfterSeconds?: number;
  readonly workflowPriority?: number;
  readonly workflowTask?: { readonly taskDefinition?: TaskDefinition } & Record<string, unknown>;
  readonly taskDefinition?: TaskDefinition;
  readonly externalInputPayloadStoragePath?: string;
  /** Secrets that the engine resolved for this task. Never logged, stored or measured. */
  readonly runtimeMetadata?: Record<string, string>;
  readonly [field: string]: unknown;
}

/** What a task carries of its definition. */
export interface TaskDefinition {
  readonly name?: string;
  readonly retryCount?: number;
  /** Seconds one attempt may take from its first poll; 0 = no limit. */
  readonly timeoutSeconds?: number;
  readonly responseTimeoutSeconds?: number;
  readonly [field: string]: unknown;
}
