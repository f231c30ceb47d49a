/** A timer that was set. */
export interface Timer {
  /** Does nothing once the timer has fired. */
  cancel(): void;
}

/** The time, as far as our own decisions depend on it: specs bring their own. */
export interface Clock {
  /** Milliseconds since 1970. Never jumps: when the system's time is set, this one runs on as it did. */
  now(): number;
  /** The timer keeps the process alive until it fires or is cancelled. */
  setTimeout(fn: () => void, ms: number): Timer;
}

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  setTimeout: (fn, ms) => {
    const timer = setTimeout(fn, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};
