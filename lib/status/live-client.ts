import type { ServerResponse } from 'node:http';
import type { HistorySample } from './history.ts';

/** Ticks without the client reading, after which it is dropped. */
const patience = 10;

/** A page that follows the host. What it does not read in time is skipped, never queued. */
export class LiveClient {
  readonly #response: ServerResponse;
  #lastSampleAt = -Infinity;
  #missed = 0;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Frames replace each other, so one may be left out; samples are sent once each. */
  tick(frame: string, history: readonly HistorySample[]): void {
    if (this.#response.writableNeedDrain) {
      if (++this.#missed >= patience) this.#response.destroy();
      return;
    }
    this.#missed = 0;
    const fresh = history.filter(({ at }) => at > this.#lastSampleAt);
    this.#lastSampleAt = fresh.at(-1)?.at ?? this.#lastSampleAt;
    const samples = fresh.length === 0 ? '' : message('samples', JSON.stringify(fresh));
    this.#response.write(samples + message('frame', frame));
  }

  end(): void {
    this.#response.end();
  }
}

/** JSON has no line breaks of its own, so it is one line of data. */
function message(event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n\n`;
}
