import { SourceError } from '../errors/source-error.ts';
import type { WorkerStatus } from '../status/host-status.ts';
import type { Task } from '../task/task.ts';
import type { HeldPoll } from './held-polls.ts';
import type { PollPlan } from './poll-pace.ts';
import type { RunnerContext } from './runner-context.ts';
import { SecondProbe } from './second-probe.ts';
import { SignalFlag } from './signal-flag.ts';
import type { TaskQueue } from './task-queue.ts';

/** Who takes the tasks. */
export interface TaskTaker {
  /** How many more tasks there is room for. */
  room(): number;
  accept(task: Task, queue: TaskQueue): void;
}

/** A domain counts as served for 10 s after a poll of it (Conductor's activeWorkerLastPollTimeout). */
const signOfLifeMs = 8000;

/**
 * Polls the queues of one worker for as many tasks as there is room for, until it is stopped.
 * Never aborts a poll: after `stop` the one under way still returns, and what it brought is given on.
 */
export class PollLoop {
  lastError: string | null = null;
  readonly #queues: readonly TaskQueue[];
  readonly #context: RunnerContext;
  readonly #taker: TaskTaker;
  /** Ends a pause between polls: stop, pause, resume, an engine that is back. A free slot does not. */
  readonly #interrupt: SignalFlag;
  readonly #roomMade: SignalFlag;
  readonly #second: SecondProbe;
  #heldSince: number | null = null;
  readonly #wake = (): void => this.#interrupt.set();
  #stopping = false;
  #backingOff = false;
  #pace: 'held' | 'flowing' | 'pausing' | 'full' = 'pausing';

  constructor(queues: readonly TaskQueue[], context: RunnerContext, taker: TaskTaker) {
    this.#queues = queues;
    this.#context = context;
    this.#taker = taker;
    this.#interrupt = new SignalFlag(context.clock);
    this.#roomMade = new SignalFlag(context.clock);
    this.#second = new SecondProbe(context, {
      heldSince: () => (this.#backingOff ? null : this.#heldSince),
      spareRoom: () => this.#taker.room() - 1,
      probe: async (queue) => {
        await this.#poll(queue, { count: 1, waitMs: queue.pace.probeMs });
        this.#roomMade.set();
      },
    });
  }

  get paused(): boolean {
    return this.#openQueues().length === 0;
  }

  get pace(): WorkerStatus['pollPace'] {
    if (this.#backingOff) return 'backing-off';
    return this.#pace;
  }

  /** Resolves when it was stopped and no poll is under way. */
  async run(): Promise<void> {
    while (!this.#stopping) {
      const pause = await this.#round();
      if (pause <= 0) continue;
      this.#pace = 'pausing';
      await this.#interrupt.wait(pause);
    }
    this.#context.heldPolls.leave(this.#wake);
    await this.#second.idle();
  }

  stop(): void {
    this.#stopping = true;
    this.#second.stop();
    this.#interrupt.set();
    this.#roomMade.set();
  }

  setPaused(name: string, paused: boolean): void {
    for (const queue of this.#queues) if (queue.name === name) queue.paused = paused;
    this.reconsider();
  }

  /** Something changed: looks again whether to poll, and how. */
  reconsider(): void {
    this.#interrupt.set();
    this.#roomMade.set();
  }

  /** Ends a pause after a failure. */
  hurry(): void {
    if (this.#backingOff) this.#interrupt.set();
  }

  roomMade(): void {
    this.#roomMade.set();
    const [queue] = this.#queues;
    if (this.#heldSince !== null && queue !== undefined) this.#second.consider(queue);
  }

  /** Polls each open queue once. @returns milliseconds to pause. */
  async #round(): Promise<number> {
    const queues = this.#openQueues();
    if (queues.length === 0) {
      this.#context.heldPolls.leave(this.#wake);
      for (const { name } of this.#queues) this.#context.metrics.paused(name);
      return this.#queues[0]?.settings.pollingInterval || 100;
    }
    let pause = Infinity;
    for (const queue of queues) {
      if (this.#isStopping()) return 0;
      pause = Math.min(pause, await this.#turn(queue));
    }
    return pause;
  }

  async #turn(queue: TaskQueue): Promise<number> {
    const { heldPolls, metrics } = this.#context;
    const room = this.#taker.room() - this.#second.expected;
    // Queues polled in turn don't wait for each other.
    const idle = room > 0 && this.#queues.length === 1 && queue.pace.idle;
    if (!idle) heldPolls.leave(this.#wake);
    if (room <= 0) {
      this.#pace = 'full';
      metrics.queueFull(queue.name);
      await this.#waitForRoom(queue);
      return 0;
    }
    const held = idle ? heldPolls.acquire(this.#wake) : null;
    if (held !== null) return this.#heldPoll(queue, room, held);
    this.#pace = 'flowing';
    const pause = await this.#poll(queue, queue.pace.plan(room, false));
    return idle && pause > 0 ? Math.max(pause, heldPolls.pauseInLine) : pause;
  }

  async #heldPoll(queue: TaskQueue, room: number, held: HeldPoll): Promise<number> {
    this.#pace = 'held';
    const plan = queue.pace.plan(room, true);
    const since = (this.#heldSince = this.#context.clock.now());
    this.#second.consider(queue);
    const pause = await this.#poll(queue, plan);
    this.#heldSince = null;
    const late = this.#context.clock.now() - since - plan.waitMs;
    this.#context.heldPolls.release(held, late);
    return pause;
  }

  /** Meanwhile the engine still hears of a domain, or it would send its tasks elsewhere. */
  async #waitForRoom(queue: TaskQueue): Promise<void> {
    await this.#roomMade.wait(signOfLifeMs);
    if (this.#stopping || queue.settings.domain === null) return;
    if (this.#context.clock.now() - queue.lastPollAt < signOfLifeMs) return;
    await this.#poll(queue, { count: 0, waitMs: 0 });
  }

  /** @returns milliseconds to pause. */
  async #poll(queue: TaskQueue, plan: PollPlan): Promise<number> {
    const { source, engine, events, metrics, clock } = this.#context;
    const { domain, workerId, isolation } = queue.settings;
    const startedAt = (queue.lastPollAt = clock.now());
    try {
      const asText = isolation === 'thread';
      const tasks = await source.poll({ taskType: queue.name, domain, workerId, asText, ...plan });
      this.#backingOff = false;
      engine.answered();
      const now = clock.now();
      const ms = now - startedAt;
      if (plan.waitMs > 0)
        for (const { queueWaitTime } of tasks) queue.pace.seen(queueWaitTime ?? 0, ms, now);
      metrics.polled(queue.name, tasks.length, plan.count, ms);
      if (tasks.length > 0) {
        events.emit('tasks:polled', () => ({ worker: queue.name, count: tasks.length }));
        for (const task of tasks) this.#taker.accept(task, queue);
      }
      return queue.pace.answered(plan, tasks.length, ms);
    } catch (error) {
      return this.#failed(queue, startedAt, error);
    }
  }

  #failed(queue: TaskQueue, startedAt: number, error: unknown): number {
    const { engine, events, logger, metrics, clock } = this.#context;
    this.#backingOff = true;
    metrics.pollFailed(queue.name, clock.now() - startedAt, error);
    if (!(error instanceof SourceError)) {
      logger.error({ worker: queue.name, err: error }, 'a poll failed in an unexpected way');
      return queue.pace.failed();
    }
    const retryMs = Math.round(queue.pace.failed(error.retryAfterMs));
    engine.failed(error);
    // The engine's absence is said once, by the watch; what concerns this queue alone is said here.
    if (error.kind === 'refused' && this.lastError !== error.message) {
      const fields = { worker: queue.name, reason: error.message, retryMs };
      logger.warn(fields, 'the engine refuses to be polled');
    }
    this.lastError = error.message;
    events.emit('poll:failed', () => ({ worker: queue.name, error, retryMs }));
    return retryMs;
  }

  #openQueues(): readonly TaskQueue[] {
    return this.#queues.filter((queue) => queue.open);
  }

  #isStopping(): boolean {
    return this.#stopping;
  }
}
