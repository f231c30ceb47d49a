/** A timer that was set. */
export interface Timer {
  /** Does nothing once the timer has fired. */
  cancel(): void;
}

/** The time, as far as our own decisions depend on it: specs bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** The timer does not keep the process alive. */
  setTimeout(fn: () => void, ms: number): Timer;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (fn, ms) => {
    const timer = setTimeout(fn, ms);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
