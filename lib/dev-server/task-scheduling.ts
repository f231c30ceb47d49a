import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import { chooseDomain } from './domains.ts';
import { resolveTemplate } from './expressions.ts';
import type { JsonObject } from './json-values.ts';
import { jsonBytes, OFFLOAD_BYTES } from './payload-limits.ts';
import type { State } from './state.ts';
import { definitionOf } from './task-record.ts';
import type { RecordStatus, TaskRecord } from './task-record.ts';
import { queueName } from './task-queues.ts';
import { retryDelaySeconds } from './task-retry.ts';
import type { WorkflowRecord } from './workflow-record.ts';
import type { WorkflowTask } from './workflow-task.ts';

/** Where in its loops a task stands: `suffix` is '' outside, `__2` in the second iteration. */
export interface LoopPosition {
  readonly suffix: string;
  readonly iteration: number;
}

export const OUTSIDE_LOOPS: LoopPosition = { suffix: '', iteration: 0 };

type Particulars = Partial<TaskRecord> &
  Pick<TaskRecord, 'taskType' | 'taskDefName' | 'status' | 'inputData'>;

/** Makes task records, and puts those for workers into their queues. */
export class TaskScheduling {
  readonly #state: State;
  readonly #clock: Clock;

  constructor(state: State, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  workerTask(workflow: WorkflowRecord, workflowTask: WorkflowTask, position: LoopPosition): void {
    const { name, startDelay, taskDefinition } = workflowTask;
    const input = {
      ...taskDefinition?.inputTemplate,
      ...resolveTemplate(workflowTask.inputParameters, workflow),
    };
    const domain = chooseDomain(
      name,
      workflow.taskToDomain,
      this.#state.pollData,
      this.#clock.now(),
    );
    const task = this.#add(workflow, workflowTask, position, {
      taskType: name,
      taskDefName: name,
      status: 'SCHEDULED',
      inputData: input,
      startDelayInSeconds: startDelay,
      callbackAfterSeconds: startDelay,
      responseTimeoutSeconds: taskDefinition?.responseTimeoutSeconds ?? 0,
      ...(domain === undefined ? {} : { domain }),
      ...(workflow.hasLargePayloads && jsonBytes(input) > OFFLOAD_BYTES
        ? { externalInputPayloadStoragePath: `task/input/${randomUUID()}.json` }
        : {}),
    });
    this.enqueue(task, startDelay);
  }

  systemTask(
    workflow: WorkflowRecord,
    workflowTask: WorkflowTask,
    position: LoopPosition,
    end: {
      readonly status: RecordStatus;
      readonly inputData?: JsonObject;
      readonly outputData?: JsonObject;
    },
  ): TaskRecord {
    const now = this.#clock.now();
    const taskType = workflowTask.type === 'FORK_JOIN' ? 'FORK' : workflowTask.type;
    return this.#add(workflow, workflowTask, position, {
      taskType,
      taskDefName: workflowTask.name,
      inputData: {},
      ...end,
      startTime: now,
      endTime: end.status === 'COMPLETED' ? now : 0,
      executed: end.status === 'COMPLETED',
    });
  }

  /** A new attempt at a task that failed or timed out: same input and domain, empty output. */
  retry(workflow: WorkflowRecord, failed: TaskRecord): void {
    const definition = definitionOf(failed);
    const delay = definition === undefined ? 0 : retryDelaySeconds(definition, failed.retryCount);
    this.retryAfter(workflow, failed, delay);
  }

  retryAfter(workflow: WorkflowRecord, failed: TaskRecord, delaySeconds: number): void {
    failed.retried = true;
    const { domain, externalInputPayloadStoragePath } = failed;
    const position = { suffix: '', iteration: failed.iteration };
    const task = this.#add(workflow, failed.workflowTask, position, {
      taskType: failed.taskType,
      taskDefName: failed.taskDefName,
      referenceTaskName: failed.referenceTaskName,
      status: 'SCHEDULED',
      inputData: failed.inputData,
      retryCount: failed.retryCount + 1,
      retriedTaskId: failed.taskId,
      firstStartTime: failed.firstStartTime === 0 ? failed.startTime : failed.firstStartTime,
      startDelayInSeconds: delaySeconds,
      callbackAfterSeconds: delaySeconds,
      responseTimeoutSeconds: failed.responseTimeoutSeconds,
      ...(domain === undefined ? {} : { domain }),
      ...(externalInputPayloadStoragePath === undefined ? {} : { externalInputPayloadStoragePath }),
    });
    this.enqueue(task, delaySeconds);
  }

  enqueue(task: TaskRecord, delaySeconds: number): void {
    const queue = queueName(task.taskType, task.domain);
    this.#state.queues.push(queue, task.taskId, task.workflowPriority, delaySeconds);
  }

  #add(
    workflow: WorkflowRecord,
    workflowTask: WorkflowTask,
    { suffix, iteration }: LoopPosition,
    particulars: Particulars,
  ): TaskRecord {
    const now = this.#clock.now();
    const task: TaskRecord = {
      referenceTaskName: workflowTask.taskReferenceName + suffix,
      retryCount: 0,
      seq: workflow.tasks.length + 1,
      pollCount: 0,
      scheduledTime: now,
      startTime: 0,
      endTime: 0,
      updateTime: now,
      firstStartTime: 0,
      startDelayInSeconds: 0,
      retried: false,
      executed: false,
      callbackFromWorker: true,
      responseTimeoutSeconds: 0,
      callbackAfterSeconds: 0,
      workflowInstanceId: workflow.workflowId,
      workflowType: workflow.definition.name,
      workflowPriority: workflow.priority,
      taskId: randomUUID(),
      outputData: {},
      workflowTask,
      iteration,
      ...(workflow.correlationId === undefined ? {} : { correlationId: workflow.correlationId }),
      ...particulars,
    };
    workflow.tasks.push(task);
    workflow.newest.set(task.referenceTaskName, task);
    workflow.byPlainName.set(workflowTask.taskReferenceName, task);
    this.#state.tasks.set(task.taskId, task);
    return task;
  }
}
