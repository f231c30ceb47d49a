import { WorkerHostError } from './worker-host-error.ts';

/** A worker's thread could not be started, or died. */
export class ThreadError extends WorkerHostError {
  static override readonly brand: symbol = Symbol.for('worker-host.ThreadError');

  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WH_THREAD', message, options);
  }
}
