import type { PoolHealth } from './execution-pool.ts';

const maxBackoffMs = 30_000;
/** Failed loads in a row after which nobody should wait for a thread any more. */
const hopelessAfter = 3;

/**
 * Keeps threads that die again and again from being started in a storm: after the first death in a
 * row the next thread may start at once, then after 100 ms, 200 ms, … 30 s.
 */
export class ThreadRestarts {
  readonly #restart: () => void;
  /** One after the other, without a task ending in between. */
  #deaths = 0;
  /** One after the other, without a thread getting ready in between. */
  #failedLoads = 0;
  #lastDeath: string | null = null;
  #restartAt: number | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** @param restart called when the next thread may start, each time that this was put off. */
  constructor(restart: () => void) {
    this.#restart = restart;
  }

  /** No thread should be started now. */
  get pending(): boolean {
    return this.#restartAt !== null;
  }

  /** The worker's module failed to load again and again. */
  get hopeless(): boolean {
    return this.#failedLoads >= hopelessAfter;
  }

  died(reason: string, loaded: boolean): void {
    this.#lastDeath = reason;
    this.#deaths++;
    if (!loaded) this.#failedLoads++;
    if (this.#deaths === 1 || this.pending) return;
    const delay = Math.min(maxBackoffMs, 100 * 2 ** Math.min(this.#deaths - 2, 20));
    this.#restartAt = Date.now() + delay;
    this.#timer = setTimeout(() => {
      this.#restartAt = null;
      this.#restart();
    }, delay);
  }

  loaded(): void {
    this.#failedLoads = 0;
  }

  taskEnded(): void {
    this.#deaths = 0;
  }

  health(): PoolHealth {
    return { deaths: this.#deaths, restartAt: this.#restartAt, lastDeath: this.#lastDeath };
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
