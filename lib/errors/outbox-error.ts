import { WorkerHostError } from './worker-host-error.ts';

/** The outbox can't be used: its directory can't be read or written. */
export class OutboxError extends WorkerHostError {
  static override readonly brand: symbol = Symbol.for('worker-host.OutboxError');

  /** Absolute path of the outbox. */
  readonly directory: string;

  constructor(directory: string, message: string, options?: ErrorOptions) {
    super('ERR_WH_OUTBOX', message, options);
    this.directory = directory;
  }
}
