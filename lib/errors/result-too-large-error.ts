import { WorkerHostError } from './worker-host-error.ts';

/** A result is over the engine's limit and was not sent. */
export class ResultTooLargeError extends WorkerHostError {
  static override readonly brand: symbol = Symbol.for('worker-host.ResultTooLargeError');

  readonly bytes: number;
  readonly limit: number;

  constructor(bytes: number, limit: number) {
    super(
      'ERR_WH_RESULT_TOO_LARGE',
      `The output is ${bytes} bytes of JSON, over the engine's limit of ${limit}. ` +
        'Store it elsewhere and return a reference to it.',
    );
    this.bytes = bytes;
    this.limit = limit;
  }
}
