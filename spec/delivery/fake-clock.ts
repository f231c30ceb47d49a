import type { Clock } from '../../lib/task/clock.ts';

/** A clock that stands still until it is told to move on. */
export class FakeClock implements Clock {
  #now = 1_000_000;
  readonly #timers = new Set<{ at: number; fn: () => void }>();

  now(): number {
    return this.#now;
  }

  setTimeout(fn: () => void, ms: number): { cancel(): void } {
    const timer = { at: this.#now + ms, fn };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }

  /** The process that set them has died. */
  forgetTimers(): void {
    this.#timers.clear();
  }

  get timers(): number {
    return this.#timers.size;
  }

  /** Fires what is due within `ms`, in order, with the time at which it was due. */
  async advance(ms: number): Promise<void> {
    await settled();
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = next.at;
      this.#timers.delete(next);
      next.fn();
      await settled();
    }
    this.#now = end;
  }

  #next(end: number): { at: number; fn: () => void } | undefined {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

/** Lets everything run that waits for nothing but its turn. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
