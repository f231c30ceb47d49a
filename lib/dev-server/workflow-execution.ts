import type { Clock } from './clock.ts';
import { ControlFlow } from './control-flow.ts';
import { resolveTemplate } from './expressions.ts';
import { Sweeps } from './sweeps.ts';
import type { State } from './state.ts';
import { definitionOf, isOpen, isSuccessful } from './task-record.ts';
import type { TaskRecord } from './task-record.ts';
import { queueName } from './task-queues.ts';
import { isRetriable } from './task-retry.ts';
import type { TaskScheduling } from './task-scheduling.ts';
import { deadlinesOf } from './timeouts.ts';
import { isOver } from './workflow-record.ts';
import type { WorkflowRecord, WorkflowStatus } from './workflow-record.ts';

/** Moves workflows on: time-outs, retries, the next tasks, the end. */
export class WorkflowExecution {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #scheduling: TaskScheduling;
  readonly #sweeps: Sweeps;
  readonly #changeListeners = new Set<(workflow: WorkflowRecord) => void>();
  readonly #failureListeners = new Set<
    (workflow: WorkflowRecord, failed: TaskRecord | undefined) => void
  >();

  constructor(state: State, clock: Clock, scheduling: TaskScheduling) {
    this.#state = state;
    this.#clock = clock;
    this.#scheduling = scheduling;
    this.#sweeps = new Sweeps(clock, (workflow) => this.decide(workflow));
  }

  /** Calls back after each decision and end; returns the way to stop it. */
  onChange(listener: (workflow: WorkflowRecord) => void): () => void {
    this.#changeListeners.add(listener);
    return () => void this.#changeListeners.delete(listener);
  }

  /** Calls back when a workflow ended badly. */
  onFailure(listener: (workflow: WorkflowRecord, failed: TaskRecord | undefined) => void): void {
    this.#failureListeners.add(listener);
  }

  /** Does everything that can be done for a workflow now. A paused one waits for its resume. */
  decide(workflow: WorkflowRecord): void {
    if (workflow.status === 'RUNNING') {
      if (
        this.#endsByFailure(workflow) ||
        this.#completes(workflow) ||
        this.#endsByFailure(workflow)
      )
        return;
      this.#sweeps.arm(workflow);
    }
    this.#changed(workflow);
  }

  /** Starts the clocks of tasks that were just handed out. */
  watch(workflow: WorkflowRecord): void {
    this.#sweeps.arm(workflow);
  }

  /** Decides after a while what no update has asked to be decided. */
  decideLater(workflow: WorkflowRecord, delayMs: number): void {
    this.#sweeps.armWithin(workflow, delayMs);
  }

  /** Ends a workflow whatever its state: open tasks are cancelled and leave their queues. */
  end(
    workflow: WorkflowRecord,
    status: WorkflowStatus,
    reason?: string,
    failed?: TaskRecord,
  ): void {
    const now = this.#clock.now();
    workflow.status = status;
    workflow.reasonForIncompletion = reason;
    workflow.endTime = now;
    workflow.updateTime = now;
    for (const task of workflow.tasks) if (isOpen(task)) this.#cancel(task, now);
    if (failed !== undefined) workflow.failedReferenceTaskNames.add(failed.referenceTaskName);
    this.#setOutput(workflow, failed);
    this.#sweeps.disarm(workflow);
    if (status !== 'COMPLETED')
      for (const listener of this.#failureListeners) listener(workflow, failed);
    this.#changed(workflow);
  }

  /** To be called for every task that ended: it no longer counts as running, nor waits in a queue. */
  taskEnded(task: TaskRecord): void {
    task.endTime = this.#clock.now();
    this.#state.running.get(task.taskDefName)?.delete(task.taskId);
    this.#state.queues.remove(queueName(task.taskType, task.domain), task.taskId);
  }

  /** Cancels every timer. */
  stop(): void {
    this.#sweeps.stop();
  }

  forget(workflow: WorkflowRecord): void {
    this.#sweeps.disarm(workflow);
  }

  #cancel(task: TaskRecord, now: number): void {
    task.status = 'CANCELED';
    task.updateTime = now;
    this.taskEnded(task);
  }

  #endsByFailure(workflow: WorkflowRecord): boolean {
    for (const task of workflow.newest.values()) {
      if (isOpen(task) && this.#timesOut(workflow, task)) return true;
      if (!isOpen(task) && !isSuccessful(task) && this.#failureEnds(workflow, task)) return true;
    }
    return false;
  }

  /** Expires the task if it is time; true when that ended the workflow too. */
  #timesOut(workflow: WorkflowRecord, task: TaskRecord): boolean {
    const now = this.#clock.now();
    const expired = deadlinesOf(task).find((deadline) => deadline.at <= now);
    if (expired === undefined) return false;
    const reason = expired.reason(now);
    task.status = 'TIMED_OUT';
    task.reasonForIncompletion = reason;
    task.updateTime = now;
    this.taskEnded(task);
    if (expired.policy !== 'TIME_OUT_WF') return false;
    this.end(workflow, 'TIMED_OUT', reason, task);
    return true;
  }

  /** Retries the task, or passes over it if it is optional, or ends the workflow: true. */
  #failureEnds(workflow: WorkflowRecord, task: TaskRecord): boolean {
    const total = definitionOf(task)?.totalTimeoutSeconds ?? 0;
    const firstStart = task.firstStartTime === 0 ? task.startTime : task.firstStartTime;
    const isOverdue = total > 0 && firstStart > 0 && this.#clock.now() - firstStart >= total * 1000;
    if (isRetriable(task) && !isOverdue) {
      this.#scheduling.retry(workflow, task);
      return false;
    }
    if (task.workflowTask.optional) {
      task.status = 'COMPLETED_WITH_ERRORS';
      return false;
    }
    const status = FAILURE_STATUS[task.status] ?? 'FAILED';
    const reason = isOverdue
      ? `Task ${task.taskId} exceeded total timeout of ${total} seconds`
      : `Task ${task.taskId} failed with status: ${status} and reason: '${task.reasonForIncompletion ?? 'null'}'`;
    this.end(workflow, isOverdue ? 'FAILED' : status, reason, task);
    return true;
  }

  #completes(workflow: WorkflowRecord): boolean {
    const progress = new ControlFlow(workflow, this.#scheduling, this.#clock.now()).advance();
    workflow.updateTime = this.#clock.now();
    if (progress === 'waiting') return false;
    this.end(workflow, 'COMPLETED');
    return true;
  }

  #setOutput(workflow: WorkflowRecord, failed: TaskRecord | undefined): void {
    const { outputParameters } = workflow.definition;
    workflow.output =
      Object.keys(outputParameters).length > 0
        ? resolveTemplate(outputParameters, workflow)
        : { ...(failed ?? workflow.tasks.at(-1))?.outputData };
  }

  #changed(workflow: WorkflowRecord): void {
    if (isOver(workflow)) this.#sweeps.disarm(workflow);
    for (const listener of this.#changeListeners) listener(workflow);
  }
}

/** How the workflow ends when a task of it can't be tried again. */
const FAILURE_STATUS: Readonly<Record<string, WorkflowStatus>> = {
  CANCELED: 'TERMINATED',
  TIMED_OUT: 'TIMED_OUT',
};
