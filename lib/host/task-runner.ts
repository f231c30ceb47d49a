import { SourceError } from '../errors/source-error.ts';
import { failed, failedForGood } from '../pool/envelope.ts';
import type { ExecutionPool, PoolListener, TaskLogRecord } from '../pool/execution-pool.ts';
import type { EncodedResult } from '../sources/task-source.ts';
import type { Outcome } from '../task/outcome.ts';
import type { Task } from '../task/task.ts';
import type { InFlightTask } from './in-flight.ts';
import { PollLoop, type TaskTaker } from './poll-loop.ts';
import type { RunnerContext } from './runner-context.ts';
import type { TaskQueue } from './task-queue.ts';
import type { TaskEvent } from './worker-host-events.ts';
import type { WorkerStatus } from './worker-host-status.ts';

/** Fetching ahead pays while tasks are short beside a poll's way; a long one would only wait here. */
const fetchAheadBelowMs = 1000;
/** Time that a task has to end after its signal, when a stop runs out of time. */
const graceMs = 1000;
/** A poll is held for five seconds at most; this much is waited for it, whatever the drain timeout. */
const pollReturnMs = 6000;

/**
 * The loop of one worker: free slots -> poll -> pool -> delivery.
 *
 * A task is `waiting` from its poll until a slot is free, `running` until the pool reports its end,
 * `delivering` until the engine has accepted its result; only the first two take room. Whatever
 * ends the loop, each task polled goes one of these ways or back to the queue.
 */
export class TaskRunner implements PoolListener, TaskTaker {
  readonly queues: readonly TaskQueue[];
  readonly #pool: ExecutionPool;
  readonly #context: RunnerContext;
  readonly #polls: PollLoop;
  readonly #waiting: InFlightTask[] = [];
  readonly #counts = { completed: 0, failed: 0, deferred: 0, handedBack: 0 };

  #running = 0;
  #delivering = 0;
  #meanDurationMs: number | null = null;
  #lastTaskAt = 0;
  #lastError: string | null = null;
  #stopping = false;
  /** The drain timeout is over. */
  #ending = false;
  #polling: Promise<void> = Promise.resolve();
  #onIdle: (() => void) | null = null;

  constructor(
    queues: readonly TaskQueue[],
    makePool: (listener: PoolListener) => ExecutionPool,
    context: RunnerContext,
  ) {
    this.queues = queues;
    this.#context = context;
    this.#polls = new PollLoop(queues, context, this);
    this.#pool = makePool(this);
  }

  get name(): string {
    return this.queues.map((queue) => queue.name).join(',');
  }

  get settings(): TaskQueue['settings'] {
    const [first] = this.queues;
    if (first === undefined) throw new Error('a runner without a queue');
    return first.settings;
  }

  async start(): Promise<void> {
    await this.#pool.start();
  }

  /** Begins to poll. */
  run(): void {
    this.#polling = this.#polls.run();
  }

  setPaused(name: string, paused: boolean): void {
    this.#polls.setPaused(name, paused);
  }

  /**
   * Stops polling and hands back what was not started; resolves when nothing runs any more. What
   * still runs at `deadline` is cancelled, then ended by force and handed back.
   */
  async stop(deadline: number): Promise<void> {
    this.#stopping = true;
    this.#polls.stop();
    for (const entry of this.#waiting.splice(0)) this.#handBack(entry);
    const idle =
      this.#running === 0
        ? Promise.resolve()
        : new Promise<void>((resolve) => (this.#onIdle = resolve));
    await within(idle, deadline - Date.now());
    if (this.#running > 0) await this.#endRunning(idle);
    await this.#pool.stop();
    // What no pool knew of: a task whose input was still being fetched.
    for (const { task } of this.#ownRunning()) this.notRun(task.taskId);
    // The poll under way brings what the engine has handed over: it must find the delivery open.
    await within(this.#polling, Math.max(deadline - Date.now(), pollReturnMs));
  }

  status(): WorkerStatus {
    const { settings } = this;
    return {
      names: this.queues.map((queue) => queue.name),
      domain: settings.domain,
      isolation: settings.isolation,
      state: this.#stopping ? 'stopped' : this.#polls.paused ? 'paused' : 'polling',
      concurrency: settings.concurrency,
      pollingInterval: settings.pollingInterval,
      maxThreads: settings.isolation === 'inline' ? 0 : settings.threads,
      threads: this.#pool.threads(),
      running: this.#running,
      waiting: this.#waiting.length,
      delivering: this.#delivering,
      freeSlots: this.#pool.slots - this.#running,
      ...this.#counts,
      lastPollAt: isoTime(Math.max(...this.queues.map((queue) => queue.lastPollAt))),
      lastTaskAt: isoTime(this.#lastTaskAt),
      lastError: this.#lastError ?? this.#polls.lastError,
    };
  }

  /** Slots, and one task ahead for each thread while tasks are short, less what is here. */
  room(): number {
    if (this.#context.delivery.backlogged) return 0;
    const { isolation, threads } = this.settings;
    const short = this.#meanDurationMs !== null && this.#meanDurationMs < fetchAheadBelowMs;
    const ahead = short ? (isolation === 'inline' ? 1 : threads) : 0;
    return this.#pool.slots + ahead - this.#running - this.#waiting.length;
  }

  accept(task: Task, queue: TaskQueue): void {
    const entry = this.#context.inFlight.add(task, queue);
    if (entry === undefined) {
      this.#context.logger.warn(
        { worker: queue.name, taskId: task.taskId },
        'the engine handed out a task that is here already',
      );
      return;
    }
    if (this.#stopping) this.#handBack(entry);
    else if (this.#running < this.#pool.slots) this.#begin(entry);
    else this.#waiting.push(entry);
  }

  #begin(entry: InFlightTask): void {
    entry.state = 'running';
    entry.startedAt = Date.now();
    this.#running++;
    this.#lastTaskAt = entry.startedAt;
    this.#context.events.emit('task:started', () => describe(entry));
    if (entry.task.externalInputPayloadStoragePath === undefined) this.#submit(entry, entry.task);
    else void this.#fetchInput(entry);
  }

  async #fetchInput(entry: InFlightTask): Promise<void> {
    try {
      this.#submit(entry, await this.#context.source.fetchInput(entry.task));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const retry = error instanceof SourceError && error.kind !== 'refused';
      this.ended(entry.task.taskId, retry ? failed(reason) : failedForGood(reason));
    }
  }

  #submit(entry: InFlightTask, task: Task): void {
    this.#pool.submit({
      task,
      workerName: entry.queue.name,
      // 0 = no limit, said outright.
      limitMs: entry.queue.settings.executionTimeout || null,
    });
  }

  ended(taskId: string, outcome: Outcome): void {
    const entry = this.#leaveSlot(taskId);
    if (entry === undefined) return;
    // It gave up on the signal of a stop: no fault of its own, and no retry to be used up.
    if (this.#ending && outcome.kind === 'failed') {
      this.#handBack(entry);
      return;
    }
    entry.state = 'delivering';
    const durationMs = Date.now() - (entry.startedAt ?? entry.polledAt);
    this.#meanDurationMs =
      this.#meanDurationMs === null ? durationMs : this.#meanDurationMs * 0.9 + durationMs * 0.1;
    const [result, final] = this.#encode(entry, outcome);
    this.#announce(entry, final, durationMs);
    void this.#deliver(entry, result);
  }

  notRun(taskId: string): void {
    const entry = this.#leaveSlot(taskId);
    if (entry !== undefined) this.#handBack(entry);
  }

  logged(taskId: string, { level, message, fields }: TaskLogRecord): void {
    const entry = this.#context.inFlight.get(taskId);
    const origin = entry === undefined ? { worker: this.name, taskId } : describe(entry);
    this.#context.logger[level]({ ...fields, ...origin }, message);
  }

  trouble(message: string, error: unknown): void {
    const cause = error instanceof Error ? error : new Error(String(error));
    this.#lastError = cause.message;
    this.#context.logger.error({ worker: this.name, reason: cause.message }, message);
    this.#context.events.emit('thread:failed', () => ({ worker: this.name, error: cause }));
  }

  /** Frees the slot of a task and gives it to the next one. */
  #leaveSlot(taskId: string): InFlightTask | undefined {
    const entry = this.#context.inFlight.get(taskId);
    if (entry?.state !== 'running') return undefined;
    this.#running--;
    const next = this.#waiting.shift();
    if (next !== undefined) this.#begin(next);
    this.#polls.roomMade();
    if (this.#running === 0) this.#onIdle?.();
    return entry;
  }

  /** A result that the engine would not take becomes a failure that says so. */
  #encode(entry: InFlightTask, outcome: Outcome): [EncodedResult, Outcome] {
    const { source } = this.#context;
    const { workerId } = entry.queue.settings;
    try {
      return [source.encode(entry.task, outcome, workerId), outcome];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const failure = failedForGood(reason, outcome.logs);
      return [source.encode(entry.task, failure, workerId), failure];
    }
  }

  #announce(entry: InFlightTask, outcome: Outcome, durationMs: number): void {
    const { events } = this.#context;
    const end = (): TaskEvent & { durationMs: number } => ({ ...describe(entry), durationMs });
    if (outcome.kind === 'completed') {
      this.#counts.completed++;
      this.#context.logger.debug(
        { worker: entry.queue.name, taskId: entry.task.taskId, durationMs },
        'task completed',
      );
      events.emit('task:completed', end);
    } else if (outcome.kind === 'deferred') {
      this.#counts.deferred++;
      const seconds = outcome.deferSeconds ?? 0;
      events.emit('task:deferred', () => ({ ...end(), seconds }));
    } else {
      this.#counts.failed++;
      const retryable = outcome.kind === 'failed';
      const reason = outcome.reason ?? 'no reason given';
      this.#lastError = reason;
      this.#context.logger.warn({ ...end(), reason, retryable }, 'task failed');
      events.emit('task:failed', () => ({ ...end(), reason, retryable }));
    }
  }

  #handBack(entry: InFlightTask): void {
    entry.state = 'delivering';
    this.#counts.handedBack++;
    const output = JSON.stringify(entry.task.outputData ?? {});
    const [result] = this.#encode(entry, { kind: 'handed-back', output, logs: [] });
    this.#context.logger.debug(
      { worker: entry.queue.name, taskId: entry.task.taskId },
      'task handed back',
    );
    this.#context.events.emit('task:handed-back', () => describe(entry));
    void this.#deliver(entry, result);
  }

  async #deliver(entry: InFlightTask, result: EncodedResult): Promise<void> {
    this.#delivering++;
    try {
      await this.#context.delivery.deliver(result);
    } finally {
      this.#delivering--;
      this.#context.inFlight.remove(entry.task.taskId);
      // Polling stops while too many results wait.
      this.#polls.roomMade();
    }
  }

  async #endRunning(idle: Promise<void>): Promise<void> {
    const reason = new Error('The host is stopping and its drain_timeout is over.');
    this.#ending = true;
    const running = this.#ownRunning();
    this.#context.logger.warn(
      { worker: this.name, running: running.length },
      'the drain timeout is over; ending the tasks that still run',
    );
    for (const { task } of running) this.#pool.cancel(task.taskId, reason);
    await within(idle, graceMs);
  }

  #ownRunning(): InFlightTask[] {
    return [...this.#context.inFlight.values()].filter(
      (entry) => entry.state === 'running' && this.queues.includes(entry.queue),
    );
  }
}

function describe({ task, queue }: InFlightTask): TaskEvent {
  return {
    worker: queue.name,
    taskType: task.taskType,
    taskId: task.taskId,
    workflowId: task.workflowInstanceId,
  };
}

function isoTime(ms: number): string | null {
  return ms === 0 ? null : new Date(ms).toISOString();
}

/** Resolves with the promise, or after `ms`. */
async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, Math.max(0, ms))));
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}
