import type { Labels, Sample } from './metrics-definition.ts';

/** Seconds: those of Conductor's own clients. */
export const secondsBounds = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

/** Bytes: those of Conductor's own clients. */
export const bytesBounds = [1e2, 1e3, 1e4, 1e5, 1e6, 1e7] as const;

/** Seconds, for what may take hours: queues, long tasks. */
export const longSecondsBounds = [
  0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400,
] as const;

/** The counts of a histogram. */
export class Buckets {
  count = 0;
  sum = 0;
  readonly #bounds: readonly number[];
  /** How many values lie in each bucket, not in those below it. */
  readonly #counts: Float64Array;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length);
  }

  observe(value: number): void {
    this.count++;
    this.sum += value;
    const bounds = this.#bounds;
    for (let index = 0; index < bounds.length; index++) {
      if (value <= (bounds[index] ?? Infinity)) {
        this.#counts[index] = (this.#counts[index] ?? 0) + 1;
        return;
      }
    }
  }

  /** None before the first value. */
  *samples(labels: Labels): Generator<Sample> {
    if (this.count === 0) return;
    let below = 0;
    for (const [index, bound] of this.#bounds.entries()) {
      below += this.#counts[index] ?? 0;
      yield { suffix: '_bucket', labels, le: bound, value: below };
    }
    yield { suffix: '_bucket', labels, le: '+Inf', value: this.count };
    yield { suffix: '_sum', labels, value: this.sum };
    yield { suffix: '_count', labels, value: this.count };
  }
}
