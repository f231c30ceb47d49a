import type { Clock, Timer } from '../task/clock.ts';

/** What is still waited for at each step once a stop is forced. */
const forcedMs = 500;

/** The time that a stop may take: until a deadline counted from `begin`, which `force` brings forward to now. */
export class Drain {
  readonly timeoutMs: number;
  forced = false;
  readonly #clock: Clock;
  #deadline = Infinity;
  readonly #force: Promise<void>;
  #forceNow!: () => void;

  constructor(clock: Clock, timeoutMs: number) {
    this.timeoutMs = timeoutMs;
    this.#clock = clock;
    this.#force = new Promise((resolve) => (this.#forceNow = resolve));
  }

  begin(): void {
    this.#deadline = this.#clock.now() + this.timeoutMs;
  }

  force(): void {
    this.forced = true;
    this.#forceNow();
  }

  /** Waits for the promise until the deadline, or `atLeastMs` where that is later. */
  wait(promise: Promise<unknown>, atLeastMs = 0): Promise<void> {
    return new Promise((resolve) => {
      let timer: Timer | null = null;
      let over = false;
      const end = (): void => {
        over = true;
        timer?.cancel();
        resolve();
      };
      const until = Math.max(this.#deadline, this.#clock.now() + atLeastMs);
      const endWithin = (ms: number): void => {
        timer?.cancel();
        timer = this.#clock.setTimeout(end, Math.max(0, Math.min(ms, until - this.#clock.now())));
      };
      promise.then(end, end);
      endWithin(Infinity);
      void this.#force.then(() => {
        if (!over) endWithin(forcedMs);
      });
    });
  }
}
