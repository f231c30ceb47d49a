import type { Clock, Timer } from '../task/clock.ts';

const intervalMs = 1000;

/** Says once when the process takes more memory than it should. */
export class MemoryWatch {
  readonly #maxRssMb: number;
  readonly #clock: Clock;
  readonly #onExceeded: (rssMb: number) => void;
  #timer: Timer | null = null;

  constructor(maxRssMb: number, clock: Clock, onExceeded: (rssMb: number) => void) {
    this.#maxRssMb = maxRssMb;
    this.#clock = clock;
    this.#onExceeded = onExceeded;
  }

  start(): void {
    this.#timer = this.#clock.setTimeout(() => {
      const rssMb = Math.round(process.memoryUsage.rss() / 1024 / 1024);
      if (rssMb > this.#maxRssMb) this.#onExceeded(rssMb);
      else this.start();
    }, intervalMs);
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
