import { WorkerHostError } from './worker-host-error.ts';

/** Another process has the outbox open: one host per directory. */
export class OutboxHeldError extends WorkerHostError {
  static override readonly brand: symbol = Symbol.for('worker-host.OutboxHeldError');

  /** Absolute path of the outbox. */
  readonly directory: string;
  /** Who has it open, in words. */
  readonly holder: string;

  constructor(directory: string, holder: string, options?: ErrorOptions) {
    super(
      'ERR_WH_OUTBOX_HELD',
      `The outbox ${directory} is held by ${holder}. ` +
        'One host at a time: stop that one, or give this one an outbox_dir of its own.',
      options,
    );
    this.directory = directory;
    this.holder = holder;
  }
}
