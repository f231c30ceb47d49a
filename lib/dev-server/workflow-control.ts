import { randomUUID } from 'node:crypto';
import { ApiError, badRequest, conflict } from './api-error.ts';
import type { Clock } from './clock.ts';
import type { JsonObject } from './json-values.ts';
import { jsonBytes, LIMIT_BYTES, OFFLOAD_BYTES } from './payload-limits.ts';
import type { State } from './state.ts';
import { isOpen, isSuccessful } from './task-record.ts';
import type { TaskRecord } from './task-record.ts';
import type { TaskScheduling } from './task-scheduling.ts';
import { completeWorkflowDefinition } from './workflow-definitions.ts';
import type { WorkflowDefinition } from './workflow-definitions.ts';
import type { WorkflowExecution } from './workflow-execution.ts';
import { isOver } from './workflow-record.ts';
import type { WorkflowRecord } from './workflow-record.ts';
import { embedDefinitions } from './workflow-task.ts';

export interface StartOptions {
  /** The newest by default. */
  readonly version?: number | undefined;
  readonly correlationId?: string | undefined;
  /** 0 to 99; higher first. */
  readonly priority?: number | undefined;
  readonly taskToDomain?: Readonly<Record<string, string>> | undefined;
  /** Used instead of a registered definition. */
  readonly workflowDef?: unknown;
}

/** Starts, ends, pauses and repeats workflows. */
export class WorkflowControl {
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
    execution.onFailure((workflow, failed) => this.#startFailureWorkflow(workflow, failed));
  }

  /** @param bodyBytes size of the request: the input is measured only if that is large */
  start(
    name: string,
    input: JsonObject,
    options: StartOptions = {},
    bodyBytes = 0,
  ): WorkflowRecord {
    const priority = options.priority ?? 0;
    if (priority < 0 || priority > 99)
      throw badRequest(`priority: ${priority} should be between 0 and 99`);
    const registered =
      options.workflowDef === undefined
        ? this.#state.workflowDefinitions.get(name, options.version)
        : completeWorkflowDefinition(options.workflowDef);
    const bytes = bodyBytes > OFFLOAD_BYTES ? jsonBytes(input) : 0;
    if (bytes > LIMIT_BYTES) {
      throw new ApiError(
        500,
        `The input of the workflow is ${bytes} bytes, over the permissible limit: ${LIMIT_BYTES} bytes`,
      );
    }
    const workflow = this.#record(registered, input, options, bytes > OFFLOAD_BYTES);
    this.#state.workflows.set(workflow.workflowId, workflow);
    this.#execution.decide(workflow);
    return workflow;
  }

  #record(
    definition: WorkflowDefinition,
    input: JsonObject,
    options: StartOptions,
    hasLargePayloads: boolean,
  ): WorkflowRecord {
    const now = this.#clock.now();
    const lookUp = (name: string) => this.#state.taskDefinitions.getOrDefault(name);
    return {
      workflowId: randomUUID(),
      definition: { ...definition, tasks: embedDefinitions(definition.tasks, lookUp) },
      status: 'RUNNING',
      input: { ...definition.inputTemplate, ...input },
      output: {},
      createTime: now,
      updateTime: now,
      endTime: 0,
      lastRetriedTime: 0,
      priority: options.priority ?? 0,
      taskToDomain: options.taskToDomain ?? {},
      failedReferenceTaskNames: new Set(),
      tasks: [],
      newest: new Map(),
      byPlainName: new Map(),
      hasLargePayloads,
      ...(options.correlationId === undefined ? {} : { correlationId: options.correlationId }),
    };
  }

  /** Doing it again to a workflow that is over changes nothing. */
  terminate(workflowId: string, reason: string | undefined): void {
    const workflow = this.#state.workflow(workflowId);
    if (!isOver(workflow)) this.#execution.end(workflow, 'TERMINATED', reason);
  }

  /** The workflow and its tasks are unknown from then on. */
  remove(workflowId: string): void {
    const workflow = this.#state.workflow(workflowId);
    if (!isOver(workflow)) this.#execution.end(workflow, 'TERMINATED', 'Workflow removed');
    this.#execution.forget(workflow);
    this.#state.forgetTasks(workflow);
    this.#state.workflows.delete(workflowId);
  }

  pause(workflowId: string): void {
    const workflow = this.#state.workflow(workflowId);
    if (isOver(workflow))
      throw conflict(`Workflow ${workflowId} has ended, status cannot be updated.`);
    workflow.status = 'PAUSED';
    this.#execution.decide(workflow);
  }

  resume(workflowId: string): void {
    const workflow = this.#state.workflow(workflowId);
    if (workflow.status !== 'PAUSED') {
      throw conflict(
        `The workflow ${workflowId} is not PAUSED so cannot resume. Current status is ${workflow.status}`,
      );
    }
    workflow.status = 'RUNNING';
    this.#execution.decide(workflow);
  }

  /** Tries the tasks again that ended the workflow. */
  retry(workflowId: string): void {
    const workflow = this.#state.workflow(workflowId);
    if (!isOver(workflow)) throw conflict(`Workflow not in retriable state: ${workflow.status}`);
    const broken = [...workflow.newest.values()].filter(
      (task) => !isOpen(task) && !isSuccessful(task),
    );
    if (broken.length === 0) {
      throw conflict(
        `There are no retryable tasks in workflow ${workflowId}. Use restart if you want to start over.`,
      );
    }
    this.#reopen(workflow);
    workflow.lastRetriedTime = this.#clock.now();
    for (const task of broken) this.#revive(workflow, task);
    this.#execution.decide(workflow);
  }

  /** A JOIN or a loop goes on where it was; a worker's task gets a new attempt at once. */
  #revive(workflow: WorkflowRecord, task: TaskRecord): void {
    if (task.workflowTask.type === 'SIMPLE') {
      this.#scheduling.retryAfter(workflow, task, 0);
      return;
    }
    task.status = 'IN_PROGRESS';
    task.endTime = 0;
  }

  /** Runs it again from its start under the same id; the old tasks are unknown from then on. */
  restart(workflowId: string): void {
    const workflow = this.#state.workflow(workflowId);
    if (!isOver(workflow))
      throw conflict(`Workflow: ${workflowId} is not in terminal state, unable to restart.`);
    this.#state.forgetTasks(workflow);
    workflow.tasks = [];
    workflow.newest.clear();
    workflow.byPlainName.clear();
    workflow.output = {};
    workflow.createTime = this.#clock.now();
    this.#reopen(workflow);
    this.#execution.decide(workflow);
  }

  #reopen(workflow: WorkflowRecord): void {
    workflow.status = 'RUNNING';
    workflow.reasonForIncompletion = undefined;
    workflow.endTime = 0;
    workflow.failedReferenceTaskNames.clear();
  }

  #startFailureWorkflow(workflow: WorkflowRecord, failed: TaskRecord | undefined): void {
    const name = workflow.definition.failureWorkflow;
    if (typeof name !== 'string' || name === '') return;
    const input = {
      ...workflow.input,
      workflowId: workflow.workflowId,
      reason: workflow.reasonForIncompletion ?? null,
      failureStatus: workflow.status,
      ...(failed === undefined ? {} : { failureTaskId: failed.taskId }),
    };
    const { taskToDomain, priority } = workflow;
    try {
      const started = this.start(name, input, {
        taskToDomain,
        priority,
        correlationId: workflow.correlationId,
      });
      workflow.output['conductor.failure_workflow'] = started.workflowId;
    } catch (error) {
      // The workflow has ended by now; where the real server puts this too.
      workflow.output['conductor.failure_workflow'] =
        `Error workflow ${name} failed to start. reason: ${String(error)}`;
    }
  }
}
