import { ResultTooLargeError } from '../../lib/errors/result-too-large-error.ts';
import type { SourceError } from '../../lib/errors/source-error.ts';
import type {
  EncodedResult,
  PollRequest,
  TaskReference,
  TaskSource,
  TaskState,
} from '../../lib/sources/task-source.ts';
import type { Outcome } from '../../lib/task/outcome.ts';
import { systemClock, type Clock } from '../../lib/task/clock.ts';
import type { Task } from '../../lib/task/task.ts';

interface HeldPoll {
  readonly request: PollRequest;
  readonly answer: (tasks: readonly Task[]) => void;
}

/** What the engine was sent of a task: its outcome, and by whom. */
export interface Sent extends Outcome {
  readonly taskId: string;
  readonly workerId: string;
}

/** An engine in memory: queues, held polls, and failures that specs switch on and off. */
export class MemorySource implements TaskSource {
  readonly description = 'an engine in memory';
  readonly polls: PollRequest[] = [];
  /** Every try to deliver, in order. */
  readonly tries: EncodedResult[] = [];
  readonly accepted: Sent[] = [];
  readonly refused: string[] = [];
  readonly handedOut: string[] = [];
  /** Ids of the tasks whose lease was extended, each time. */
  readonly heartbeats: string[] = [];
  readonly lookedUp: string[] = [];
  /** What a look-up says of a task; `running` where nothing is set. */
  readonly states = new Map<string, TaskState>();
  closed = 0;
  /** Tasks that a poll brings beyond those asked for. */
  surplus = 0;
  /** Milliseconds that empty polls are held beyond what they asked for. */
  lateness = 0;
  /** Characters of output. */
  limit = Infinity;
  pollFailure: SourceError | null = null;
  deliverFailure: ((result: EncodedResult) => SourceError | null) | null = null;
  /** The way back of an answer to a result that was accepted. */
  answered: () => Promise<void> = () => Promise.resolve();
  /** How a heartbeat ends. */
  extend: (task: TaskReference) => Promise<void> = () => Promise.resolve();
  inputOf: (task: Task) => Promise<Task> = (task) => Promise.resolve(task);

  readonly #clock: Clock;
  readonly #queues = new Map<string, Task[]>();
  #held: HeldPoll[] = [];
  #lastId = 0;

  /** @param clock of polls that are held */
  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  get held(): number {
    return this.#held.length;
  }

  /** Queues a task; a poll that is held for it ends. @returns its id. */
  put(taskType: string, inputData: Record<string, unknown> = {}, more: Partial<Task> = {}): string {
    const taskId = `t${++this.#lastId}`;
    const task: Task = {
      taskId,
      workflowInstanceId: `w${this.#lastId}`,
      taskDefName: taskType,
      taskType,
      inputData,
      ...more,
    };
    this.#queue(taskType, more.domain).push(task);
    const held = this.#held.find(
      ({ request }) =>
        request.taskType === taskType && (request.domain ?? undefined) === more.domain,
    );
    held?.answer(this.#take(held.request));
    return task.taskId;
  }

  poll(request: PollRequest): Promise<readonly Task[]> {
    this.polls.push(request);
    if (this.pollFailure !== null) return Promise.reject(this.pollFailure);
    const tasks = this.#take(request);
    if (tasks.length > 0 || request.waitMs === 0) return Promise.resolve(tasks);
    return new Promise((resolve) => {
      const answer = (late: readonly Task[]): void => {
        timer.cancel();
        this.#held = this.#held.filter((each) => each !== held);
        resolve(late);
      };
      const timer = this.#clock.setTimeout(() => answer([]), request.waitMs + this.lateness);
      const held = { request, answer };
      this.#held.push(held);
    });
  }

  encode(task: Task, outcome: Outcome, workerId: string): EncodedResult {
    const { length } = outcome.output;
    if (length > this.limit) throw new ResultTooLargeError(length, this.limit);
    const { taskId, taskType, workflowInstanceId: workflowId } = task;
    const body = JSON.stringify({ ...outcome, taskId, workerId });
    return { taskId, taskType, workflowId, kind: outcome.kind, body, surplusLogs: [] };
  }

  async deliver(result: EncodedResult): Promise<void> {
    this.tries.push(result);
    const failure = this.deliverFailure?.(result) ?? null;
    await new Promise(setImmediate);
    if (failure?.kind === 'refused') this.refused.push(result.taskId);
    if (failure !== null) throw failure;
    this.accepted.push(JSON.parse(result.body) as Sent);
    await this.answered();
  }

  fetchInput(task: Task): Promise<Task> {
    return this.inputOf(task);
  }

  extendLease(task: TaskReference): Promise<void> {
    this.heartbeats.push(task.taskId);
    return this.extend(task);
  }

  lookUp({ taskId }: TaskReference): Promise<TaskState> {
    this.lookedUp.push(taskId);
    return Promise.resolve(this.states.get(taskId) ?? 'running');
  }

  close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }

  #queue(taskType: string, domain: string | null | undefined): Task[] {
    const key = `${domain ?? ''}:${taskType}`;
    const queue = this.#queues.get(key) ?? [];
    this.#queues.set(key, queue);
    return queue;
  }

  #take({ taskType, domain, count }: PollRequest): Task[] {
    if (count === 0) return [];
    const tasks = this.#queue(taskType, domain).splice(0, count + this.surplus);
    this.handedOut.push(...tasks.map(({ taskId }) => taskId));
    return tasks;
  }
}
