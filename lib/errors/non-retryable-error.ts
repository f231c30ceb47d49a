import { WorkerHostError } from './worker-host-error.ts';

/**
 * Thrown by a worker's `execute`: the task fails for good, whatever retries its definition allows
 * (Conductor: FAILED_WITH_TERMINAL_ERROR). Any other error with `retryable === false` does the same.
 */
export class NonRetryableError extends WorkerHostError {
  static override readonly brand: symbol = Symbol.for('worker-host.NonRetryableError');

  readonly retryable = false;

  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WH_NON_RETRYABLE', message, options);
  }
}
