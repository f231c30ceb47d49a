/** A timer that was set. */
export interface Timer {
  /** Does nothing once the timer has fired. */
  cancel(): void;
}

/** The time, as far as our own decisions depend on it: specs bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** The timer keeps the process alive until it fires or is cancelled. */
  setTimeout(fn: () => void, ms: number): Timer;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (fn, ms) => {
    const timer = setTimeout(fn, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};
