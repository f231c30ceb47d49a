import { failed, failedForGood } from '../pool/envelope.ts';
import type { ExecutionPool, PoolListener, TaskLogRecord } from '../pool/execution-pool.ts';
import type { WorkerSettings } from '../settings/worker-settings.ts';
import type { TaskState } from '../sources/task-source.ts';
import type { WorkerStatus } from '../status/host-status.ts';
import { workerTitle } from '../status/worker-title.ts';
import type { Outcome } from '../task/outcome.ts';
import type { Task } from '../task/task.ts';
import { cancelReasons } from './cancel-reasons.ts';
import type { Drain } from './drain.ts';
import type { InFlightTask, TaskOwner } from './in-flight.ts';
import { PollLoop, type TaskTaker } from './poll-loop.ts';
import type { RunnerContext } from './runner-context.ts';
import { TaskEnds } from './task-ends.ts';
import type { TaskQueue } from './task-queue.ts';
import { TaskStarts } from './task-starts.ts';
import { describeTask, TaskTally } from './task-tally.ts';

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
 * `delivering` until its result is accepted or stored; only the first two take room. Whatever ends
 * the loop, each task polled goes one of these ways or back to the queue.
 */
export class TaskRunner implements PoolListener, TaskTaker, TaskOwner {
  readonly queues: readonly TaskQueue[];
  readonly #pool: ExecutionPool;
  readonly #context: RunnerContext;
  readonly #polls: PollLoop;
  readonly #tally: TaskTally;
  readonly #starts: TaskStarts;
  readonly #ends: TaskEnds;
  readonly #waiting: InFlightTask[] = [];

  #title: string;
  #running = 0;
  #lastTaskAt = 0;
  #lastTrouble: string | null = null;
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
    this.#title = this.#makeTitle();
    this.#tally = new TaskTally(this, context);
    this.#polls = new PollLoop(queues, context, this);
    this.#starts = new TaskStarts(context, {
      submit: (execution) => this.#pool.submit(execution),
      ended: (taskId, outcome) => this.ended(taskId, outcome),
    });
    this.#ends = new TaskEnds(context, this.#tally);
    this.#pool = makePool(this);
  }

  get name(): string {
    return this.queues.map((queue) => queue.name).join(',');
  }

  /** Unlike its name, no other worker of the host has it. */
  get title(): string {
    return this.#title;
  }

  get running(): number {
    return this.#running;
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

  /** Of what tasks log that start from now on. */
  setLogLevel(level: string): void {
    this.#pool.setLogLevel(level);
  }

  setPaused(name: string, paused: boolean): void {
    this.#polls.setPaused(name, paused);
  }

  /** Changes settings of its queues, by name. Tasks that run go on with the old ones. */
  reconfigure(changes: ReadonlyMap<string, Partial<WorkerSettings>>): void {
    for (const queue of this.queues) {
      queue.apply({ ...queue.settings, ...changes.get(queue.name) });
    }
    this.#title = this.#makeTitle();
    this.#pool.resize(this.settings);
    this.#beginWaiting();
    this.#polls.reconsider();
  }

  /** The delivery has room for results again. */
  roomMade(): void {
    this.#polls.roomMade();
  }

  /** The engine is back: polls again at once. */
  hurry(): void {
    this.#polls.hurry();
  }

  /**
   * Stops polling and hands back what was not started; resolves when nothing runs any more and no
   * poll is under way. What still runs at the drain's deadline is cancelled, then ended by force
   * and handed back, or failed.
   */
  async stop(drain: Drain): Promise<void> {
    this.#stopping = true;
    this.#polls.stop();
    for (const entry of this.#waiting.splice(0)) this.#ends.handBack(entry);
    const idle =
      this.#running === 0
        ? Promise.resolve()
        : new Promise<void>((resolve) => (this.#onIdle = resolve));
    await drain.wait(idle);
    if (this.#running > 0) await this.#endRunning(drain, idle);
    await this.#pool.stop();
    // What no pool knew of: a task whose input was still being fetched.
    for (const { task } of this.#ownRunning()) this.notRun(task.taskId);
    // The poll under way brings what the engine has handed over: it must find the delivery open.
    await drain.wait(this.#polling, pollReturnMs);
  }

  status(): WorkerStatus {
    const { settings } = this;
    const { statistics } = this.#context;
    return {
      names: this.queues.map((queue) => queue.name),
      domain: settings.domain,
      isolation: settings.isolation,
      state: this.#stopping ? 'stopped' : this.#polls.paused ? 'paused' : 'polling',
      concurrency: settings.concurrency,
      pollingInterval: settings.pollingInterval,
      maxThreads: settings.isolation === 'inline' ? 0 : settings.threads,
      threads: this.#pool.threads(),
      health: this.#pool.health(),
      running: this.#running,
      waiting: this.#waiting.length,
      delivering: this.#ends.delivering,
      // Fewer slots than before may be taken by more tasks.
      freeSlots: Math.max(0, this.#pool.slots - this.#running),
      ...this.#tally.counts,
      executionMs: statistics.executionMs(this.title),
      queueWaitMs: statistics.queueWaitMs(this.title),
      pollPace: this.#polls.pace,
      lastPollAt: isoTime(Math.max(...this.queues.map((queue) => queue.lastPollAt))),
      lastTaskAt: isoTime(this.#lastTaskAt),
      lastError: this.#lastTrouble ?? this.#tally.lastError ?? this.#polls.lastError,
    };
  }

  /** Slots, and one task ahead for each thread while tasks are short, less what is here. */
  room(): number {
    if (!this.#context.delivery.hasRoom() || !this.#pool.available) return 0;
    const { isolation, threads } = this.settings;
    const { meanDurationMs } = this.#tally;
    const short = meanDurationMs !== null && meanDurationMs < fetchAheadBelowMs;
    const ahead = short ? (isolation === 'inline' ? 1 : threads) : 0;
    return this.#pool.slots + ahead - this.#running - this.#waiting.length;
  }

  accept(task: Task, queue: TaskQueue): void {
    const { delivery, inFlight } = this.#context;
    const held = delivery.holds(task.taskId);
    if (held === 'again') {
      // The engine took what waits here, whatever it answered, and went on from there.
      delivery.forget(task.taskId);
      const before = inFlight.get(task.taskId);
      if (before !== undefined) inFlight.remove(before);
    }
    const entry = held === 'final' ? undefined : inFlight.add(task, queue, this);
    if (entry === undefined) {
      this.#context.logger.warn(
        { worker: queue.name, taskId: task.taskId },
        'the engine handed out a task that is here already',
      );
      return;
    }
    if (this.#stopping) this.#ends.handBack(entry);
    else if (this.#running < this.#pool.slots) this.#begin(entry);
    else this.#waiting.push(entry);
  }

  cancel(entry: InFlightTask, state: TaskState): void {
    if (entry.over !== null) return;
    entry.over = state;
    this.#tally.cancelled(entry, state);
    this.#signal(entry, cancelReasons[state]);
  }

  abort(entry: InFlightTask, reason: string): void {
    if (entry.over !== null || entry.aborted !== null) return;
    entry.aborted = reason;
    this.#signal(entry, reason);
  }

  kill({ task, over, aborted }: InFlightTask): void {
    const reason = aborted ?? (over === null ? 'Ended by the host.' : cancelReasons[over]);
    this.#pool.kill(task.taskId, failed(reason));
  }

  ended(taskId: string, outcome: Outcome): void {
    const entry = this.#leaveSlot(taskId);
    if (entry === undefined) return;
    // Nobody waits for its result any more.
    if (entry.over !== null) this.#ends.drop(entry);
    // Neither another try nor another hand-over, which the engine would make of these.
    else if (entry.aborted !== null && ['failed', 'deferred'].includes(outcome.kind))
      this.#ends.finish(entry, failedForGood(entry.aborted, outcome.logs));
    // It gave up on the signal of a stop: no fault of its own, and no retry to be used up.
    else if (this.#handsBackNow && outcome.kind === 'failed') this.#ends.handBack(entry);
    else this.#ends.finish(entry, outcome);
  }

  notRun(taskId: string): void {
    const entry = this.#leaveSlot(taskId);
    if (entry === undefined) return;
    if (entry.over !== null) this.#ends.drop(entry);
    else if (entry.aborted !== null) this.#ends.finish(entry, failedForGood(entry.aborted));
    else if (!this.#ending || this.#handsBackNow) this.#ends.handBack(entry);
    else this.#ends.finish(entry, failed(this.#context.drainReason));
  }

  logged(taskId: string, record: TaskLogRecord): void {
    const entry = this.#context.inFlight.get(taskId);
    const origin = entry === undefined ? { worker: this.name, taskId } : describeTask(entry);
    this.#context.taskLog.line(origin, record, entry?.task);
  }

  trouble(message: string, error: unknown): void {
    const cause = error instanceof Error ? error : new Error(String(error));
    this.#lastTrouble = cause.message;
    this.#context.logger.error({ worker: this.name, reason: cause.message }, message);
    this.#context.metrics.threadDied(this.name, cause);
    this.#context.events.emit('thread:failed', () => ({ worker: this.name, error: cause }));
  }

  recovered(): void {
    this.roomMade();
  }

  #makeTitle(): string {
    const names = this.queues.map(({ name }) => name);
    return workerTitle({ names, domain: this.settings.domain });
  }

  get #handsBackNow(): boolean {
    return this.#ending && this.#context.onDrainTimeout === 'hand_back';
  }

  #begin(entry: InFlightTask): void {
    entry.state = 'running';
    entry.startedAt = this.#context.clock.now();
    this.#running++;
    this.#lastTaskAt = entry.startedAt;
    this.#tally.started(entry);
    this.#starts.start(entry);
  }

  #signal(entry: InFlightTask, reason: string): void {
    entry.signalledAt = this.#context.clock.now();
    this.#pool.cancel(entry.task.taskId, new Error(reason));
  }

  /** Frees the slot of a task and gives it to the next one. */
  #leaveSlot(taskId: string): InFlightTask | undefined {
    const entry = this.#context.inFlight.get(taskId);
    if (entry?.state !== 'running' || entry.owner !== this) return undefined;
    this.#running--;
    this.#beginWaiting();
    this.#polls.roomMade();
    if (this.#running === 0) this.#onIdle?.();
    return entry;
  }

  #beginWaiting(): void {
    while (this.#running < this.#pool.slots) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#begin(next);
    }
  }

  async #endRunning(drain: Drain, idle: Promise<void>): Promise<void> {
    this.#ending = true;
    const running = this.#ownRunning();
    const { logger, drainReason, onDrainTimeout } = this.#context;
    logger.warn(
      { worker: this.name, running: running.length, drainTimeoutMs: drain.timeoutMs },
      `no time is left for the tasks that still run; they end now (on_drain_timeout = ${onDrainTimeout})`,
    );
    const reason = new Error(drainReason);
    for (const { task } of running) this.#pool.cancel(task.taskId, reason);
    if (!drain.forced) await drain.wait(idle, graceMs);
  }

  #ownRunning(): InFlightTask[] {
    return [...this.#context.inFlight.values()].filter(
      (entry) => entry.state === 'running' && entry.owner === this,
    );
  }
}

function isoTime(ms: number): string | null {
  return ms === 0 ? null : new Date(ms).toISOString();
}
