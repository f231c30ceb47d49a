import { ApiError, invalid, notFound, unreadable } from './api-error.ts';
import type { Clock } from './clock.ts';
import { jsonBytes, LIMIT_BYTES, OFFLOAD_BYTES } from './payload-limits.ts';
import type { State } from './state.ts';
import { isOpen } from './task-record.ts';
import type { TaskRecord } from './task-record.ts';
import type { TaskScheduling } from './task-scheduling.ts';
import type { TaskUpdate } from './task-update.ts';
import type { WorkflowExecution } from './workflow-execution.ts';
import { isOver } from './workflow-record.ts';
import type { WorkflowRecord } from './workflow-record.ts';

/** A workflow that an update did not name is looked at by the next sweep. */
const NEXT_SWEEP_MS = 30_000;
const REASON_LENGTH = 500;

/** Takes in what workers report. */
export class TaskUpdates {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #scheduling: TaskScheduling;
  readonly #execution: WorkflowExecution;

  constructor(
    state: State,
    clock: Clock,
    scheduling: TaskScheduling,
    execution: WorkflowExecution,
  ) {
    this.#state = state;
    this.#clock = clock;
    this.#scheduling = scheduling;
    this.#execution = execution;
  }

  /** An update of a task or workflow that is over changes nothing, and the caller does not learn it. */
  apply(update: TaskUpdate): TaskRecord {
    if (update.extendLease) return this.#extendLease(update);
    const workflow = this.#state.workflows.get(update.workflowInstanceId);
    if (workflow === undefined)
      throw notFound(`No such workflow found by id: ${update.workflowInstanceId}`);
    const task = this.#state.tasks.get(update.taskId);
    if (task === undefined) throw notFound(`No such task found by id: ${update.taskId}`);
    if (!isOpen(task) || isOver(workflow)) return task;
    this.#store(task, update);
    this.#decide(task, workflow);
    return task;
  }

  #extendLease(update: TaskUpdate): TaskRecord {
    const task = this.#state.tasks.get(update.taskId);
    if (task === undefined) throw notFound(`No such task found by id: ${update.taskId}`);
    if (isOpen(task)) task.updateTime = this.#clock.now();
    return task;
  }

  #store(task: TaskRecord, update: TaskUpdate): void {
    if (update.status === undefined) throw unreadable('Task status must not be null');
    task.status = update.status === 'IN_PROGRESS' ? 'SCHEDULED' : update.status;
    task.reasonForIncompletion = update.reasonForIncompletion?.slice(0, REASON_LENGTH);
    task.workerId = update.workerId;
    task.callbackAfterSeconds = update.callbackAfterSeconds;
    task.outputData = update.outputData;
    task.subWorkflowId = update.subWorkflowId;
    task.externalOutputPayloadStoragePath = update.externalOutputPayloadStoragePath;
    task.updateTime = this.#clock.now();
    if (update.bodyBytes > OFFLOAD_BYTES) this.#limitOutput(task);
    this.#state.logs.addFromUpdate(update.logs);
    if (isOpen(task)) this.#scheduling.enqueue(task, task.callbackAfterSeconds);
    else this.#execution.taskEnded(task);
  }

  #limitOutput(task: TaskRecord): void {
    const bytes = jsonBytes(task.outputData);
    if (bytes > LIMIT_BYTES) {
      task.status = 'FAILED_WITH_TERMINAL_ERROR';
      task.outputData = {};
      task.reasonForIncompletion =
        `The payload size: ${bytes} of task: ${task.taskId} in workflow: ${task.workflowInstanceId} ` +
        `is greater than the permissible limit: ${LIMIT_BYTES} bytes`;
    } else if (bytes > OFFLOAD_BYTES) {
      task.externalOutputPayloadStoragePath = `task/output/${task.taskId}.json`;
      const workflow = this.#state.workflows.get(task.workflowInstanceId);
      if (workflow !== undefined) workflow.hasLargePayloads = true;
    }
  }

  /** The workflow that the update named is decided, be it the task's own or not. */
  #decide(task: TaskRecord, named: WorkflowRecord): void {
    this.#execution.decide(named);
    if (task.workflowInstanceId === named.workflowId) return;
    const own = this.#state.workflows.get(task.workflowInstanceId);
    if (own !== undefined) this.#execution.decideLater(own, NEXT_SWEEP_MS);
  }
}

/** @throws ApiError 400 that names the ids which are missing */
export function requireIds(update: TaskUpdate): void {
  const problems = [
    {
      path: 'updateTask.taskResult.workflowInstanceId',
      message: 'Workflow Id cannot be null or empty',
      value: update.workflowInstanceId,
    },
    {
      path: 'updateTask.taskResult.taskId',
      message: 'Task ID cannot be null or empty',
      value: update.taskId,
    },
  ].filter(({ value }) => value === '');
  if (problems.length > 0) throw invalid(problems.map(({ path, message }) => ({ path, message })));
}

/** What update-v2 makes of the same mistake. */
export function requireIdsOrFail(update: TaskUpdate): void {
  if (update.taskId === '' || update.workflowInstanceId === '') {
    throw new ApiError(
      500,
      'Validation failed for argument [0]: taskId and workflowInstanceId cannot be null or empty',
    );
  }
}
