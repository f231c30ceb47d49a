/** Longest time that an engine holds a poll, in milliseconds (Conductor: more is a 400). */
const longestWaitMs = 5000;
const firstBackoffMs = 200;
const longestBackoffMs = 30_000;
/** A domain counts as served for 10 s after its last poll: a longer pause would send its tasks elsewhere. */
const longestBackoffInDomainMs = 8000;

/** A probe that brings a task sooner has found it waiting, or next to it. */
const soonMs = 50;
/** Queues that wake a held poll need less to show it a task; those that are looked at now and then, more. */
const lateMs = 15;
/** Tasks come as long as the last one is not longer ago. */
const trafficMs = 10_000;

export interface PollPlan {
  readonly count: number;
  readonly waitMs: number;
}

export interface PollPaceOptions {
  /** Milliseconds between two empty polls; the time that the first was held counts. */
  readonly pollingInterval: number;
  /** Milliseconds that an idle poll may wait in the engine. */
  readonly pollTimeout: number;
  readonly domain?: string | null;
}

/**
 * When to poll, for how many tasks, and how long to let the engine wait.
 *
 * SQL-backed queues hold a batch poll until it is full, so an idle runner asks for one task and
 * lets that poll wait (the probe). When one comes at once, all free slots are asked for without
 * waiting, until a poll brings less than was asked for. The first poll does not wait either: a domain
 * counts as served only once a poll of it has ended.
 */
export class PollPace {
  /** May be replaced at any time. */
  options: PollPaceOptions;
  readonly #random: () => number;
  #flowing = true;
  #seenAt = -Infinity;
  #seenAfterMs = 0;
  #failures = 0;

  constructor(options: PollPaceOptions, random: () => number = Math.random) {
    this.options = options;
    this.#random = random;
  }

  /** @param mayWait whether the engine may hold this poll. */
  plan(room: number, mayWait: boolean): PollPlan {
    if (this.#flowing || !mayWait) return { count: room, waitMs: 0 };
    return { count: 1, waitMs: this.probeMs };
  }

  /** Milliseconds that a probe may wait in the engine. */
  get probeMs(): number {
    return Math.min(this.options.pollTimeout, longestWaitMs);
  }

  /**
   * A task came by a probe.
   *
   * @param waitedMs in the queue, by the engine's clock
   * @param heldMs how long the probe was held by then; a task that waited longer tells nothing.
   */
  seen(waitedMs: number, heldMs: number, now: number): void {
    this.#seenAt = now;
    if (waitedMs > heldMs) return;
    this.#seenAfterMs += (waitedMs - this.#seenAfterMs) * 0.3;
  }

  /** Tasks come, and the engine shows them to a probe late. */
  seesLate(now: number): boolean {
    return this.#seenAfterMs > lateMs && now - this.#seenAt < trafficMs;
  }

  /** The next poll would be one that the engine may hold. */
  get idle(): boolean {
    return !this.#flowing && this.options.pollTimeout > 0;
  }

  /**
   * @param ms that the poll took
   * @returns milliseconds to pause before the next poll.
   */
  answered(plan: PollPlan, tasks: number, ms: number): number {
    this.#failures = 0;
    const toppedUp = this.#flowing;
    // A task that a probe had to wait for came alone, or the next probe finds the others at once.
    this.#flowing = tasks > 0 && (plan.waitMs > 0 ? ms < soonMs : tasks >= plan.count);
    // A top-up that finds nothing only says that the engine should be let wait again.
    if (tasks > 0 || toppedUp) return 0;
    const { pollingInterval } = this.options;
    // While a poll was held nothing could wait unseen; a pause after it would only be a gap.
    return plan.waitMs > 0 ? Math.max(0, pollingInterval - ms) : pollingInterval;
  }

  /**
   * 200 ms, doubled with each failure up to 30 s (8 s in a domain), of which a random half to all
   * is waited.
   *
   * @returns milliseconds to pause before the next poll.
   */
  failed(retryAfterMs = 0): number {
    this.#flowing = true;
    const cap = this.options.domain ? longestBackoffInDomainMs : longestBackoffMs;
    const most = Math.min(cap, firstBackoffMs * 2 ** Math.min(this.#failures++, 20));
    return Math.max(retryAfterMs, most * (0.5 + this.#random() / 2));
  }
}
