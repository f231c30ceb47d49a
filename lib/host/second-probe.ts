import type { RunnerContext } from './runner-context.ts';
import { SignalFlag } from './signal-flag.ts';
import type { TaskQueue } from './task-queue.ts';

/** How often SQL-backed queues are looked at while a poll is held, in milliseconds. */
const betweenLooksMs = 100;

/** What a second probe needs to know of the loop that it stands beside. */
export interface ProbedLoop {
  /** `Clock.now` when the first probe began to be held; null = it is not, or the engine fails. */
  heldSince(): number | null;
  /** How many more tasks there is room for, beside those that polls under way may bring. */
  spareRoom(): number;
  /** Sends a poll; what it brings is given on. */
  probe(queue: TaskQueue): Promise<void>;
}

/**
 * A second probe beside the first, while tasks come and the engine is slow to see them: it looks
 * into SQL-backed queues every 100 ms only, so a probe that begins halfway sees a task in half the
 * time. That costs the engine far less than polls that don't wait.
 */
export class SecondProbe {
  readonly #context: RunnerContext;
  readonly #loop: ProbedLoop;
  readonly #interrupt: SignalFlag;
  #underWay: Promise<void> | null = null;
  #held = false;
  #stopping = false;

  constructor(context: RunnerContext, loop: ProbedLoop) {
    this.#context = context;
    this.#loop = loop;
    this.#interrupt = new SignalFlag(context.clock);
  }

  /** How many tasks it may bring. */
  get expected(): number {
    return this.#held ? 1 : 0;
  }

  /** Begins one, where it is worth while and none is under way. */
  consider(queue: TaskQueue): void {
    if (this.#underWay !== null || !this.#worthWhile(queue)) return;
    this.#underWay = this.#probe(queue).then((sent) => {
      this.#underWay = null;
      if (sent) this.consider(queue);
    });
  }

  /** None begins any more. */
  stop(): void {
    this.#stopping = true;
    this.#interrupt.set();
  }

  /** Resolves when the one under way has come back. */
  async idle(): Promise<void> {
    await this.#underWay;
  }

  /** @returns whether it was sent. */
  async #probe(queue: TaskQueue): Promise<boolean> {
    const { heldPolls, clock } = this.#context;
    const sinceLook = (clock.now() - (this.#loop.heldSince() ?? 0)) % betweenLooksMs;
    await this.#interrupt.wait((betweenLooksMs * 1.5 - sinceLook) % betweenLooksMs);
    if (!this.#worthWhile(queue)) return false;
    const held = heldPolls.acquireSpare();
    if (held === null) return false;
    const startedAt = clock.now();
    this.#held = true;
    await this.#loop.probe(queue);
    this.#held = false;
    heldPolls.release(held, clock.now() - startedAt - queue.pace.probeMs);
    return true;
  }

  #worthWhile(queue: TaskQueue): boolean {
    return (
      !this.#stopping &&
      this.#loop.heldSince() !== null &&
      queue.pace.seesLate(this.#context.clock.now()) &&
      this.#loop.spareRoom() > 0 &&
      queue.open
    );
  }
}
