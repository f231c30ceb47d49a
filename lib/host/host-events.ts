import type { EventEmitter } from 'node:events';
import type { Logger } from '../telemetry/logger-interface.ts';
import type { WorkerHostEvents } from './worker-host-events.ts';

/** Emits a host's events such that no listener can harm a task. */
export class HostEvents {
  readonly #emitter: EventEmitter<WorkerHostEvents>;
  readonly #logger: Logger;

  constructor(emitter: EventEmitter<WorkerHostEvents>, logger: Logger) {
    this.#emitter = emitter;
    this.#logger = logger;
  }

  /** @param event makes the event's object, which is not needed where nobody listens. */
  emit<Name extends keyof WorkerHostEvents>(
    name: Name,
    event: () => WorkerHostEvents[Name][0],
  ): void {
    if (this.#emitter.listenerCount(name) === 0) return;
    try {
      (this.#emitter as EventEmitter).emit(name, event());
    } catch (error) {
      this.#logger.error({ err: error, event: name }, 'a listener threw');
    }
  }
}
