import type { SourceError } from '../errors/source-error.ts';
import type { Clock } from '../task/clock.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import type { HostEvents } from './host-events.ts';

/** A request that fails among others that don't is no outage. */
const patienceMs = 2000;

/** Knows whether the engine answers, and says so once when that changes. */
export class EngineWatch {
  /** null = nothing was asked yet. */
  reachable: boolean | null = null;
  since: number | null = null;
  answeredAt: number | null = null;
  lastError: SourceError | null = null;

  readonly #description: string;
  readonly #events: HostEvents;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #onBack: () => void;
  /** Since the last answer. */
  #failingSince: number | null = null;

  constructor(
    description: string,
    events: HostEvents,
    logger: Logger,
    clock: Clock,
    onBack: () => void,
  ) {
    this.#description = description;
    this.#events = events;
    this.#logger = logger;
    this.#clock = clock;
    this.#onBack = onBack;
  }

  answered(): void {
    this.answeredAt = this.#clock.now();
    this.#failingSince = null;
    if (this.reachable === true) return;
    const afterMs =
      this.reachable === false ? Math.round(this.#clock.now() - (this.since ?? 0)) : null;
    this.#turn(true);
    if (afterMs === null) return;
    this.#logger.info({ engine: this.#description, afterMs }, 'the engine answers again');
    this.#events.emit('engine:back', () => ({ afterMs }));
    this.#onBack();
  }

  failed(error: SourceError): void {
    this.lastError = error;
    if (this.reachable === false || error.kind === 'refused') return;
    const now = this.#clock.now();
    this.#failingSince ??= now;
    if (this.reachable === true && now - this.#failingSince < patienceMs) return;
    this.#turn(false);
    this.#logger.warn(
      { engine: this.#description, reason: error.message },
      'the engine does not answer; trying again until it does',
    );
    this.#events.emit('engine:lost', () => ({ error }));
  }

  #turn(reachable: boolean): void {
    this.reachable = reachable;
    this.since = this.#clock.now();
  }
}
