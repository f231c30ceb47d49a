import { randomBytes } from 'node:crypto';

/**
 * Names for what is stored, short enough to be typed: the time, the place within its millisecond,
 * and two letters of chance, since the contents of several outboxes may come together in one.
 * Each is above the one before, also when the clock is set back.
 */
export class OutboxKeys {
  #time = 0;
  #count = 0;

  next(now: number): string {
    // The clock knows parts of a millisecond, which would make keys of different lengths.
    const time = Math.floor(now);
    this.#count = time > this.#time ? 0 : this.#count + 1;
    this.#time = Math.max(time, this.#time);
    const chance = randomBytes(1).toString('hex');
    return `${inLetters(this.#time, 9)}-${inLetters(this.#count, 4)}${chance}`;
  }

  /** What follows comes after this key. */
  continueAfter(key: string): void {
    const time = Number.parseInt(key, 36);
    if (time >= this.#time) this.#time = time + 1;
  }
}

function inLetters(value: number, width: number): string {
  return value.toString(36).padStart(width, '0');
}
