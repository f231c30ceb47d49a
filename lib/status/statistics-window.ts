import type { Percentiles } from './host-status.ts';
import { Distribution } from './statistics-distribution.ts';

/** Milliseconds. */
const halfMs = 150_000;

/** The values of the last two and a half to five minutes: of the half that runs, and the one before it. */
export class StatisticsWindow {
  #current = new Distribution();
  #previous = new Distribution();
  #currentSince: number;

  constructor(now: number) {
    this.#currentSince = now;
  }

  record(now: number, ms: number): void {
    this.#turn(now);
    this.#current.record(ms);
  }

  /** null = there are no values. */
  percentiles(now: number): Percentiles | null {
    this.#turn(now);
    const both = new Distribution();
    both.add(this.#previous);
    both.add(this.#current);
    return both.percentiles();
  }

  #turn(now: number): void {
    const ms = now - this.#currentSince;
    if (ms < halfMs) return;
    [this.#previous, this.#current] = [this.#current, this.#previous];
    this.#current.clear();
    if (ms >= 2 * halfMs) this.#previous.clear();
    this.#currentSince = now - (ms % halfMs);
  }
}
