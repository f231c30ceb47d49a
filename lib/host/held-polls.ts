/** A poll that comes back so much later than it was to be held waited for a thread of the engine. */
const toleratedMs = 1000;
/** However little the engine can do: without held polls, tasks would wait for the next poll. */
const leastLimit = 4;

/** Those that stand in line share so many polls a second: about a fiftieth of a core. */
const betweenPollsMs = 20;
const longestPauseMs = 8000;

/** Leave to have one poll held. */
export interface HeldPoll {
  /** How often the limit had been cut back by then. */
  readonly cuts: number;
}

export interface CutBack {
  /** How many polls may be held from now on. */
  readonly limit: number;
  /** How much later than asked for the poll came back, in milliseconds. */
  readonly lateMs: number;
}

/**
 * How many polls the engine may hold for this host at once: each occupies one of the server's
 * request threads, which all hosts share. Polls that come back late show that they are used up:
 * the limit is halved then, and rises by one for each round of polls that come back in time.
 *
 * Runners take turns: who gets no permit stands in line, keeps its place meanwhile, and is woken
 * when one is kept for it.
 */
export class HeldPolls {
  readonly #most: number;
  readonly #onCutBack: (cut: CutBack) => void;
  /** How each is woken, in the order of their coming. */
  readonly #line = new Set<() => void>();
  #limit: number;
  #held = 0;
  #inTime = 0;
  #cuts = 0;

  constructor(most: number, onCutBack: (cut: CutBack) => void = () => undefined) {
    this.#most = most;
    this.#limit = most;
    this.#onCutBack = onCutBack;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Milliseconds between two polls that are not held, for each of those in line. */
  get pauseInLine(): number {
    return Math.min(longestPauseMs, this.#line.size * betweenPollsMs);
  }

  /**
   * @param wake identifies who asks, and is called when it is its turn.
   * @returns null: it stands in line, until it gets a permit or leaves.
   */
  acquire(wake: () => void): HeldPoll | null {
    if (!this.#nextInLine().includes(wake) && this.#line.size >= this.#free) {
      this.#line.add(wake);
      return null;
    }
    this.#line.delete(wake);
    this.#held++;
    return { cuts: this.#cuts };
  }

  /** Null where nothing is free beyond what those in line wait for. */
  acquireSpare(): HeldPoll | null {
    if (this.#line.size > 0 || this.#free === 0) return null;
    this.#held++;
    return { cuts: this.#cuts };
  }

  /** Gives up its place in line, so that nothing is kept for who has no use for it. */
  leave(wake: () => void): void {
    if (this.#line.delete(wake)) this.#wakeNext();
  }

  /** @param late milliseconds that the poll came back later than it was to be held; less than 0 = earlier. */
  release(poll: HeldPoll, late: number): void {
    this.#held--;
    if (late < toleratedMs) this.#rise();
    // Those that were under way at the last cut tell nothing new.
    else if (poll.cuts === this.#cuts) this.#cut(late);
    this.#wakeNext();
  }

  get #free(): number {
    return Math.max(0, this.#limit - this.#held);
  }

  #nextInLine(): readonly (() => void)[] {
    return this.#line.size === 0 ? [] : [...this.#line].slice(0, this.#free);
  }

  #wakeNext(): void {
    for (const wake of this.#nextInLine()) wake();
  }

  #rise(): void {
    if (this.#limit === this.#most || ++this.#inTime < this.#limit) return;
    this.#inTime = 0;
    this.#limit++;
  }

  #cut(late: number): void {
    this.#inTime = 0;
    this.#cuts++;
    const limit = Math.min(this.#limit, Math.max(leastLimit, Math.floor(this.#limit / 2)));
    if (limit === this.#limit) return;
    this.#limit = limit;
    this.#onCutBack({ limit, lateMs: Math.round(late) });
  }
}
