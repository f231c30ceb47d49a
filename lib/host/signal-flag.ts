import { systemClock, type Clock, type Timer } from '../task/clock.ts';

/** Something to wait for, that may be set off while nobody waits: the next wait then returns at once. */
export class SignalFlag {
  readonly #clock: Clock;
  #set = false;
  #wake: (() => void) | null = null;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  set(): void {
    this.#set = true;
    this.#wake?.();
  }

  /** Resolves when set, or after `ms`; clears the flag. */
  async wait(ms?: number): Promise<void> {
    if (!this.#set) {
      await new Promise<void>((resolve) => {
        const timer: Timer | null = ms === undefined ? null : this.#clock.setTimeout(resolve, ms);
        this.#wake = () => {
          timer?.cancel();
          resolve();
        };
      });
      this.#wake = null;
    }
    this.#set = false;
  }
}
