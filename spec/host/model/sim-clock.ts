import type { Clock, Timer } from '../../../lib/task/clock.ts';

interface SimTimer extends Timer {
  readonly at: number;
  readonly fn: () => void;
}

/** Simulated time: it passes as fast as the timers that are set can be run. */
export class SimClock implements Clock {
  #now = 1_000_000;
  readonly #timers = new Set<SimTimer>();

  now(): number {
    return this.#now;
  }

  setTimeout(fn: () => void, ms: number): Timer {
    const timer: SimTimer = {
      at: this.#now + Math.max(0, ms),
      fn,
      cancel: () => void this.#timers.delete(timer),
    };
    this.#timers.add(timer);
    return timer;
  }

  /** Lets `ms` pass, or less when `enough` says so. */
  async pass(ms: number, enough: () => boolean = () => false): Promise<void> {
    const end = this.#now + ms;
    await turn();
    while (!enough()) {
      const next = this.#first();
      if (next === undefined || next.at > end) {
        this.#now = end;
        return;
      }
      this.#now = next.at;
      this.#timers.delete(next);
      next.fn();
      await turn();
    }
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.setTimeout(resolve, ms));
  }

  /** Timers set at the same moment fire in the order in which they were set. */
  #first(): SimTimer | undefined {
    let first: SimTimer | undefined;
    for (const timer of this.#timers) if (first === undefined || timer.at < first.at) first = timer;
    return first;
  }
}

/** The clock of one process: none of its timers fires once it is dead. */
export class ProcessClock implements Clock {
  #alive = true;
  readonly #clock: SimClock;

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  setTimeout(fn: () => void, ms: number): Timer {
    return this.#clock.setTimeout(() => {
      if (this.#alive) fn();
    }, ms);
  }

  die(): void {
    this.#alive = false;
  }
}

/** Everything that waits for nothing but its turn runs before this resolves. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
