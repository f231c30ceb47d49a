/**
 * How many polls the engine may hold for this host at once: each occupies one of the server's
 * request threads, which all hosts share. A runner without a permit polls without waiting.
 */
export class HeldPolls {
  readonly #limit: number;
  #held = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** True: the caller may have a poll held, and calls `release` after it. */
  acquire(): boolean {
    if (this.#held >= this.#limit) return false;
    this.#held++;
    return true;
  }

  release(): void {
    this.#held--;
  }
}
