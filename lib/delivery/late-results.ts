import type { Clock, Timer } from '../task/clock.ts';
import type { PendingResult } from './pending-result.ts';
import type { ResultStore } from './result-store.ts';

export interface LateResultsOptions {
  readonly clock: Clock;
  /** What is in memory, in the order in which it came. */
  readonly pending: () => Iterable<PendingResult>;
  readonly isPending: (entry: PendingResult) => boolean;
  /** It is in the outbox, and was pending for too long. */
  readonly onLate: (entry: PendingResult) => void;
  readonly onStoreFailed: ((error: Error) => void) | undefined;
}

const SWEEP_MS = 1000;
/** Four to five seconds: time for the quick tries, and for a slow disk before eight are over. */
const LATE_SWEEPS = 5;

/**
 * Puts results that stay in memory for too long into the outbox, also those that are queued, or
 * whose attempt gets no answer. One timer for all of them, set while something is pending.
 */
export class LateResults {
  readonly #store: ResultStore;
  readonly #options: LateResultsOptions;
  readonly #storing = new Set<Promise<void>>();
  #sweeps = 0;
  #timer: Timer | null = null;
  #failing = false;

  constructor(store: ResultStore, options: LateResultsOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** The outbox has not taken the last result that it was given. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Count of sweeps so far: when a result came. */
  get sweeps(): number {
    return this.#sweeps;
  }

  watch(): void {
    this.#timer ??= this.#options.clock.setTimeout(() => {
      this.#timer = null;
      this.#sweeps += 1;
      this.#sweep();
    }, SWEEP_MS);
  }

  /** Never rejects: what the disk does not take stays in memory and is tried again. */
  store(entry: PendingResult): Promise<void> {
    if (entry.storing !== null) return entry.storing;
    const storing = this.#put(entry).finally(() => {
      entry.storing = null;
      this.#storing.delete(storing);
    });
    entry.storing = storing;
    this.#storing.add(storing);
    return storing;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  /** Resolves when nothing is being written, nor left behind by what was accepted meanwhile. */
  async idle(): Promise<void> {
    await Promise.all(this.#storing);
  }

  #sweep(): void {
    let any = false;
    for (const entry of this.#options.pending()) {
      any = true;
      if (this.#sweeps - entry.since < LATE_SWEEPS) break;
      void this.#keep(entry);
      // One is enough to find out whether the disk takes results again.
      if (this.#failing && entry.key === null) break;
    }
    if (any) this.watch();
  }

  async #keep(entry: PendingResult): Promise<void> {
    if (entry.key === null) await this.store(entry);
    if (entry.key !== null && this.#options.isPending(entry)) this.#options.onLate(entry);
  }

  async #put(entry: PendingResult): Promise<void> {
    try {
      const { key } = await this.#store.put(entry.result);
      this.#failing = false;
      if (this.#options.isPending(entry)) entry.key = key;
      // Accepted, refused or forgotten while it was written.
      else this.#store.remove(key);
    } catch (error) {
      if (!this.#failing) this.#options.onStoreFailed?.(error as Error);
      this.#failing = true;
    }
  }
}
