import type { Percentiles } from './host-status.ts';

/** Each bucket reaches 10 % further than the one below it. */
const growth = 1.1;
const perFactorE = 1 / Math.log(growth);
/** Milliseconds up to which all is one bucket, the first. */
const smallest = 0.05;
/** The last bucket holds all above about 20 days. */
const buckets = 256;

/** How values in milliseconds are distributed, to within 5 %: in a kilobyte, however many they are. */
export class Distribution {
  count = 0;
  readonly #counts = new Uint32Array(buckets);

  record(ms: number): void {
    const index = bucketOf(ms);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.count++;
  }

  clear(): void {
    if (this.count === 0) return;
    this.#counts.fill(0);
    this.count = 0;
  }

  add(other: Distribution): void {
    for (let index = 0; index < buckets; index++)
      this.#counts[index] = (this.#counts[index] ?? 0) + (other.#counts[index] ?? 0);
    this.count += other.count;
  }

  /** null = there are no values. */
  percentiles(): Percentiles | null {
    if (this.count === 0) return null;
    return { p50: this.percentile(50), p95: this.percentile(95), p99: this.percentile(99) };
  }

  /** The value that `percent` of all are at most as great as (nearest rank); 0 when there are none. */
  percentile(percent: number): number {
    const rank = Math.max(1, Math.ceil((percent / 100) * this.count));
    let seen = 0;
    for (let index = 0; index < buckets; index++) {
      seen += this.#counts[index] ?? 0;
      if (seen >= rank) return middleOf(index);
    }
    return 0;
  }
}

function bucketOf(ms: number): number {
  if (!(ms > smallest)) return 0;
  return Math.min(buckets - 1, Math.ceil(Math.log(ms / smallest) * perFactorE));
}

/** The geometric middle, as far from one end of the bucket as from the other, in two decimals. */
function middleOf(index: number): number {
  if (index === 0) return 0;
  return Math.round(smallest * growth ** (index - 0.5) * 100) / 100;
}
