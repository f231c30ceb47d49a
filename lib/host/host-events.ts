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
    // One by one: `emitter.emit` leaves out the listeners after one that throws.
    const listeners = (this.#emitter as EventEmitter).rawListeners(name);
    const object = event();
    for (const listener of listeners) {
      try {
        const returned: unknown = listener.call(this.#emitter, object);
        if (returned instanceof Promise)
          returned.catch((error: unknown) => this.#threw(name, error));
      } catch (error) {
        this.#threw(name, error);
      }
    }
  }

  #threw(name: string, error: unknown): void {
    this.#logger.error({ err: error, event: name }, 'a listener threw');
  }
}
