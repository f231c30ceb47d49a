/** Milliseconds that figures are good for. */
const refreshMs = 5000;

/** What a thread told of itself last; asks it again when someone wants to know, never by itself. */
export class ThreadGauge {
  #heapUsed: number | null = null;
  #delayMs: number | null = null;
  #askedAt = 0;
  /** A question is under way. */
  #open = false;

  /** Asks by `send`, if the figures are old: for the next one who looks. */
  refresh(send: (askedAt: number) => void): void {
    const now = Date.now();
    if (this.#open || Math.abs(now - this.#askedAt) < refreshMs) return;
    this.#askedAt = now;
    this.#open = true;
    send(now);
  }

  answered(delayMs: number, heapUsed: number): void {
    this.#open = false;
    this.#delayMs = delayMs;
    this.#heapUsed = heapUsed;
  }

  get heapUsedMb(): number | null {
    return this.#heapUsed === null ? null : Math.round(this.#heapUsed / 2 ** 20);
  }

  /** While a question waits, at least the time it has waited: a blocked thread answers nothing. */
  get eventLoopDelayMs(): number | null {
    if (!this.#open) return this.#delayMs;
    const waited = Date.now() - this.#askedAt;
    if (this.#delayMs === null) return waited < 100 ? null : waited;
    return Math.max(waited, this.#delayMs);
  }
}
