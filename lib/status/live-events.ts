import type { ServerResponse } from 'node:http';
import type { Logger } from '../telemetry/logger-interface.ts';
import type { HistorySample } from './history.ts';
import { LiveClient } from './live-client.ts';

const periodMs = 1000;
const mostClients = 20;

export interface LiveSource {
  frame(): object;
  history(): readonly HistorySample[];
}

/** Tells every open page once a second how things stand; without pages it does nothing at all. */
export class LiveEvents {
  readonly #source: LiveSource;
  readonly #logger: Logger;
  readonly #clients = new Set<LiveClient>();
  #timer: NodeJS.Timeout | undefined;
  #history: readonly HistorySample[] = [];

  constructor(source: LiveSource, logger: Logger) {
    this.#source = source;
    this.#logger = logger;
  }

  get full(): boolean {
    return this.#clients.size >= mostClients;
  }

  /** Follows the host on a response whose head is written, until either side ends it. */
  add(response: ServerResponse): void {
    const client = new LiveClient(response);
    this.#clients.add(client);
    const gone = (): void => this.#remove(client);
    response.on('close', gone);
    // A connection that breaks while it is written to; `close` follows.
    response.on('error', gone);
    this.#timer ??= setInterval(() => this.#tick(this.#clients), periodMs);
    this.#tick([client]);
  }

  close(): void {
    for (const client of this.#clients) {
      client.end();
      this.#remove(client);
    }
  }

  #tick(clients: Iterable<LiveClient>): void {
    try {
      const frame = JSON.stringify(this.#source.frame());
      this.#refreshHistory();
      for (const client of clients) client.tick(frame, this.#history);
    } catch (error) {
      // A page must never end the host.
      this.#logger.error({ err: error }, 'the dashboard could not be told how things stand');
      this.close();
    }
  }

  /** Asks for it only when there may be a new sample: it is large. */
  #refreshHistory(): void {
    const last = this.#history.at(-1);
    if (last !== undefined && Date.now() < last.at + last.ms) return;
    this.#history = this.#source.history();
  }

  #remove(client: LiveClient): void {
    this.#clients.delete(client);
    if (this.#clients.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
