import { SourceError } from '../errors/source-error.ts';
import { failed, failedForGood } from '../pool/envelope.ts';
import type { ExecutionPool, PoolListener, TaskLogRecord } from '../pool/execution-pool.ts';
import type { EncodedResult, TaskSource } from '../sources/task-source.ts';
import type { Outcome } from '../task/outcome.ts';
import type { Task } from '../task/task.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import type { ResultDelivery } from '../delivery/result-delivery.ts';
import type { EngineWatch } from './engine-watch.ts';
import type { HeldPolls } from './held-polls.ts';
import type { HostEvents } from './host-events.ts';
import type { InFlight, InFlightTask } from './in-flight.ts';
import { SignalFlag } from './signal-flag.ts';
import type { TaskQueue } from './task-queue.ts';
import type { TaskEvent } from './worker-host-events.ts';
import type { WorkerStatus } from './worker-host-status.ts';

/** What all runners of a host share. */
export interface RunnerContext {
  readonly source: TaskSource;
  readonly delivery: ResultDelivery;
  readonly inFlight: InFlight;
  readonly heldPolls: HeldPolls;
  readonly engine: EngineWatch;
  readonly events: HostEvents;
  readonly logger: Logger;
}

/** A domain counts as served for 10 s after a poll (Conductor's activeWorkerLastPollTimeout). */
const signOfLifeMs = 8000;
/** Fetching ahead pays while tasks are short beside a poll's way; a long one would only wait here. */
const fetchAheadBelowMs = 1000;
const graceMs = 1000;

/**
 * The loop of one worker: free slots -> poll -> pool -> delivery.
 *
 * A task is `waiting` from its poll until a slot is free, `running` until the pool reports its end,
 * `delivering` until the engine has accepted its result; only the first two take room. Whatever
 * ends the loop, each task polled goes one of these ways or back to the queue.
 */
export class TaskRunner implements PoolListener {
  readonly queues: readonly TaskQueue[];
  readonly #pool: ExecutionPool;
  readonly #context: RunnerContext;
  readonly #logger: Logger;
  /** A worker's own `paused()`, asked before each poll. */
  readonly #isPaused: (() => boolean) | null;
  readonly #waiting: InFlightTask[] = [];
  /** Set when a slot gets free, or a result is off the books. */
  readonly #roomMade = new SignalFlag();
  /** Ends a pause: stop, pause, resume. */
  readonly #interrupt = new SignalFlag();
  readonly #counts = { completed: 0, failed: 0, deferred: 0, handedBack: 0 };

  #running = 0;
  #delivering = 0;
  #meanDurationMs: number | null = null;
  #lastTaskAt = 0;
  #lastError: string | null = null;
  #stopping = false;
  #loop: Promise<void> = Promise.resolve();
  #onIdle: (() => void) | null = null;

  constructor(
    queues: readonly TaskQueue[],
    makePool: (listener: PoolListener) => ExecutionPool,
    context: RunnerContext,
    isPaused: (() => boolean) | null,
  ) {
    this.queues = queues;
    this.#context = context;
    this.#isPaused = isPaused;
    this.#logger = context.logger.child({ worker: this.name });
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
    this.#loop = this.#pollUntilStopped();
  }

  setPaused(name: string, paused: boolean): void {
    for (const queue of this.queues) if (queue.name === name) queue.paused = paused;
    this.#interrupt.set();
  }

  /**
   * Stops polling and hands back what was not started; resolves when nothing runs any more. What
   * still runs at `deadline` is cancelled, then ended by force and handed back.
   */
  async stop(deadline: number): Promise<void> {
    this.#stopping = true;
    this.#interrupt.set();
    this.#roomMade.set();
    for (const entry of this.#waiting.splice(0)) this.#handBack(entry);
    const idle =
      this.#running === 0
        ? Promise.resolve()
        : new Promise<void>((resolve) => (this.#onIdle = resolve));
    await within(Promise.all([this.#loop, idle]), deadline - Date.now());
    if (this.#running > 0) await this.#endRunning(idle);
    await this.#pool.stop();
  }

  status(): WorkerStatus {
    const { settings } = this;
    return {
      names: this.queues.map((queue) => queue.name),
      domain: settings.domain,
      isolation: settings.isolation,
      state: this.#stopping ? 'stopped' : this.#openQueues().length > 0 ? 'polling' : 'paused',
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
      lastError: this.#lastError,
    };
  }

  // Polling.

  async #pollUntilStopped(): Promise<void> {
    while (!this.#stopping) {
      const pause = await this.#pollRound();
      if (pause > 0 && !this.#stopping) await this.#interrupt.wait(pause);
    }
  }

  /** Polls each open queue once. @returns milliseconds to pause. */
  async #pollRound(): Promise<number> {
    const queues = this.#openQueues();
    if (queues.length === 0) return this.settings.pollingInterval || 100;
    let pause = Infinity;
    for (const queue of queues) {
      if (this.#stopping) return 0;
      pause = Math.min(pause, await this.#pollQueue(queue));
    }
    return pause;
  }

  async #pollQueue(queue: TaskQueue): Promise<number> {
    const room = this.#room();
    if (room <= 0) {
      await this.#whenRoom(queue);
      return 0;
    }
    // Queues polled in turn don't wait for each other.
    const mayWait =
      this.queues.length === 1 && queue.pace.idle && this.#context.heldPolls.acquire();
    try {
      return await this.#poll(queue, queue.pace.plan(room, mayWait));
    } finally {
      if (mayWait) this.#context.heldPolls.release();
    }
  }

  /** @returns milliseconds to pause. */
  async #poll(queue: TaskQueue, plan: { count: number; waitMs: number }): Promise<number> {
    const { source, engine, events } = this.#context;
    const { domain, workerId } = queue.settings;
    queue.lastPollAt = Date.now();
    try {
      const tasks = await source.poll({ taskType: queue.name, domain, workerId, ...plan });
      engine.answered();
      if (tasks.length > 0) {
        events.emit('tasks:polled', () => ({ worker: queue.name, count: tasks.length }));
        for (const task of tasks) this.#accept(task, queue);
      }
      return queue.pace.answered(plan, tasks.length);
    } catch (error) {
      return this.#pollFailed(queue, error);
    }
  }

  #pollFailed(queue: TaskQueue, error: unknown): number {
    const { engine, events } = this.#context;
    if (!(error instanceof SourceError)) {
      this.#logger.error({ err: error }, 'a poll failed in an unexpected way');
      return queue.pace.failed();
    }
    const retryMs = Math.round(queue.pace.failed(error.retryAfterMs));
    engine.failed(error);
    // The engine's absence is said once, by the watch; what concerns this queue alone is said here.
    if (error.kind === 'refused' && this.#lastError !== error.message) {
      this.#logger.warn({ reason: error.message, retryMs }, 'the engine refuses to be polled');
    }
    this.#lastError = error.message;
    events.emit('poll:failed', () => ({ worker: queue.name, error, retryMs }));
    return retryMs;
  }

  #openQueues(): readonly TaskQueue[] {
    if (this.#isPaused?.() === true) return [];
    return this.queues.filter((queue) => !queue.paused);
  }

  /** Slots, and one task ahead for each thread while tasks are short, less what is here. */
  #room(): number {
    if (this.#context.delivery.backlogged) return 0;
    const { isolation, threads } = this.settings;
    const short = this.#meanDurationMs !== null && this.#meanDurationMs < fetchAheadBelowMs;
    const ahead = short ? (isolation === 'inline' ? 1 : threads) : 0;
    return this.#pool.slots + ahead - this.#running - this.#waiting.length;
  }

  /** While there is no room the engine still hears of a domain, or it would send its tasks elsewhere. */
  async #whenRoom(queue: TaskQueue): Promise<void> {
    await this.#roomMade.wait(signOfLifeMs);
    if (this.#room() > 0 || this.#stopping || queue.settings.domain === null) return;
    if (Date.now() - queue.lastPollAt >= signOfLifeMs)
      await this.#poll(queue, { count: 0, waitMs: 0 });
  }

  // A task's way.

  #accept(task: Task, queue: TaskQueue): void {
    const entry = this.#context.inFlight.add(task, queue);
    if (entry === undefined) {
      this.#logger.warn(
        { taskId: task.taskId },
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
      limitMs: entry.queue.settings.executionTimeout,
    });
  }

  ended(taskId: string, outcome: Outcome): void {
    const entry = this.#leaveSlot(taskId);
    if (entry === undefined) return;
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
    const { taskType, workflowId } =
      entry === undefined ? ({} as Partial<TaskEvent>) : describe(entry);
    this.#logger[level]({ ...fields, taskType, taskId, workflowId }, message);
  }

  trouble(message: string, error: unknown): void {
    const cause = error instanceof Error ? error : new Error(String(error));
    this.#lastError = cause.message;
    this.#logger.error({ reason: cause.message }, message);
    this.#context.events.emit('thread:failed', () => ({ worker: this.name, error: cause }));
  }

  /** Frees the slot of a task and gives it to the next one. */
  #leaveSlot(taskId: string): InFlightTask | undefined {
    const entry = this.#context.inFlight.get(taskId);
    if (entry?.state !== 'running') return undefined;
    this.#running--;
    const next = this.#waiting.shift();
    if (next !== undefined) this.#begin(next);
    this.#roomMade.set();
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
      this.#logger.debug({ taskId: entry.task.taskId, durationMs }, 'task completed');
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
      this.#logger.warn({ ...end(), reason, retryable }, 'task failed');
      events.emit('task:failed', () => ({ ...end(), reason, retryable }));
    }
  }

  #handBack(entry: InFlightTask): void {
    entry.state = 'delivering';
    this.#counts.handedBack++;
    const output = JSON.stringify(entry.task.outputData ?? {});
    const [result] = this.#encode(entry, { kind: 'handed-back', output, logs: [] });
    this.#logger.debug({ taskId: entry.task.taskId }, 'task handed back');
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
      this.#roomMade.set();
    }
  }

  async #endRunning(idle: Promise<void>): Promise<void> {
    const reason = new Error('The host is stopping and its drain_timeout is over.');
    const running = [...this.#context.inFlight.values()].filter(
      (entry) => entry.state === 'running' && this.queues.includes(entry.queue),
    );
    this.#logger.warn(
      { running: running.length },
      'the drain timeout is over; ending the tasks that still run',
    );
    for (const { task } of running) this.#pool.cancel(task.taskId, reason);
    await within(idle, graceMs);
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
