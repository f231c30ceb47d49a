import { badRequest } from './api-error.ts';
import type { Clock } from './clock.ts';
import type { HeldPolls } from './held-polls.ts';
import type { State } from './state.ts';
import { definitionOf, isOpen } from './task-record.ts';
import type { TaskRecord } from './task-record.ts';
import { queueName } from './task-queues.ts';
import type { WorkflowExecution } from './workflow-execution.ts';

export interface Poll {
  readonly taskType: string;
  readonly domain?: string | undefined;
  readonly workerId?: string | undefined;
  readonly count: number;
  readonly timeoutMs: number;
}

const LONGEST_POLL_MS = 5000;
/** How long a task over its limit is put aside, as on the SQL queues. */
const POSTPONE_SECONDS = 60;

/** Hands tasks to workers. */
export class TaskPolling {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #held: HeldPolls;
  readonly #execution: WorkflowExecution;

  constructor(state: State, clock: Clock, held: HeldPolls, execution: WorkflowExecution) {
    this.#state = state;
    this.#clock = clock;
    this.#held = held;
    this.#execution = execution;
  }

  /** @throws ApiError 400 for a time-out over 5 s */
  poll(poll: Poll): Promise<TaskRecord[]> {
    if (poll.timeoutMs > LONGEST_POLL_MS) {
      throw badRequest('Long Poll Timeout value cannot be more than 5 seconds');
    }
    const queue = queueName(poll.taskType, poll.domain);
    const { count, timeoutMs } = poll;
    return new Promise((resolve) => {
      this.#held.hold({
        queue,
        count,
        timeoutMs,
        onEnd: (taskIds) => resolve(this.#handOut(taskIds, poll)),
      });
    });
  }

  #handOut(taskIds: readonly string[], poll: Poll): TaskRecord[] {
    const handedOut: TaskRecord[] = [];
    for (const taskId of taskIds) {
      const task = this.#state.tasks.get(taskId);
      if (task === undefined || !isOpen(task) || this.#isPostponed(task)) continue;
      this.#start(task, poll.workerId);
      handedOut.push(task);
    }
    // Written when the poll ends: during its first held poll a domain is not yet active.
    this.#state.pollData.write({
      queueName: poll.taskType,
      ...(poll.domain === undefined ? {} : { domain: poll.domain }),
      ...(poll.workerId === undefined ? {} : { workerId: poll.workerId }),
      lastPollTime: this.#clock.now(),
    });
    return handedOut;
  }

  #start(task: TaskRecord, workerId: string | undefined): void {
    const now = this.#clock.now();
    task.status = 'IN_PROGRESS';
    if (task.startTime === 0) task.startTime = now;
    task.updateTime = now;
    task.callbackAfterSeconds = 0;
    task.workerId = workerId;
    task.pollCount += 1;
    this.#runningOf(task).add(task.taskId);
    const workflow = this.#state.workflows.get(task.workflowInstanceId);
    if (workflow !== undefined) this.#execution.watch(workflow);
  }

  #isPostponed(task: TaskRecord): boolean {
    const limit = definitionOf(task)?.concurrentExecLimit;
    const running = this.#runningOf(task);
    if (limit === undefined || running.has(task.taskId) || running.size < limit) return false;
    const queue = queueName(task.taskType, task.domain);
    this.#state.queues.push(queue, task.taskId, task.workflowPriority, POSTPONE_SECONDS);
    return true;
  }

  #runningOf(task: TaskRecord): Set<string> {
    let running = this.#state.running.get(task.taskDefName);
    if (running === undefined) this.#state.running.set(task.taskDefName, (running = new Set()));
    return running;
  }
}
