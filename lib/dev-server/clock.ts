/** A running timer: `cancel` is harmless when it has fired already. */
export interface Timer {
  cancel(): void;
}

/** Where the dev-server takes its time from. Times are milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Calls back once, after `delayMs` of this clock. Never keeps the process alive. */
  setTimer(callback: () => void, delayMs: number): Timer;
}

/** Node fires a timer with a longer delay at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(callback, delayMs) {
    const handle = setTimeout(callback, Math.min(Math.max(delayMs, 0), LONGEST_DELAY_MS));
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};

interface Appointment {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it: time-outs of an hour pass in no time. */
export class ManualClock implements Clock {
  #now: number;
  readonly #appointments = new Set<Appointment>();

  /** @param startMs what `now()` says first; the real time by default. */
  constructor(startMs = Date.now()) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  setTimer(callback: () => void, delayMs: number): Timer {
    const appointment = { at: this.#now + Math.max(delayMs, 0), callback };
    this.#appointments.add(appointment);
    return { cancel: () => void this.#appointments.delete(appointment) };
  }

  /** Moves the clock forward and fires what falls due on the way, in order, each at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#nextUntil(end); next !== undefined; next = this.#nextUntil(end)) {
      this.#appointments.delete(next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }

  #nextUntil(end: number): Appointment | undefined {
    let earliest: Appointment | undefined;
    for (const appointment of this.#appointments) {
      if (appointment.at <= end && (earliest === undefined || appointment.at < earliest.at))
        earliest = appointment;
    }
    return earliest;
  }
}
