import type { SourceError } from '../errors/source-error.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import type { HostEvents } from './host-events.ts';

/** Knows whether the engine answers, and says so once when that changes. */
export class EngineWatch {
  /** null = nothing was asked yet. */
  reachable: boolean | null = null;
  since: number | null = null;
  lastError: SourceError | null = null;

  readonly #description: string;
  readonly #events: HostEvents;
  readonly #logger: Logger;

  constructor(description: string, events: HostEvents, logger: Logger) {
    this.#description = description;
    this.#events = events;
    this.#logger = logger;
  }

  answered(): void {
    if (this.reachable === true) return;
    const afterMs = this.reachable === false ? Date.now() - (this.since ?? 0) : null;
    this.#turn(true);
    if (afterMs === null) return;
    this.#logger.info({ engine: this.#description, afterMs }, 'the engine answers again');
    this.#events.emit('engine:back', () => ({ afterMs }));
  }

  failed(error: SourceError): void {
    this.lastError = error;
    if (this.reachable === false || error.kind === 'refused') return;
    this.#turn(false);
    this.#logger.warn(
      { engine: this.#description, reason: error.message },
      'the engine does not answer; trying again until it does',
    );
    this.#events.emit('engine:lost', () => ({ error }));
  }

  #turn(reachable: boolean): void {
    this.reachable = reachable;
    this.since = Date.now();
  }
}
