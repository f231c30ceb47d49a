/** Something to wait for, that may be set off while nobody waits: the next wait then returns at once. */
export class SignalFlag {
  #set = false;
  #wake: (() => void) | null = null;

  set(): void {
    this.#set = true;
    this.#wake?.();
  }

  /** Resolves when set, or after `ms`; clears the flag. */
  async wait(ms?: number): Promise<void> {
    if (!this.#set) {
      await new Promise<void>((resolve) => {
        const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = null;
    }
    this.#set = false;
  }
}
