import type { ExitCode } from './exit-codes.ts';

/** A command can't go on: one line (or several) for stderr, and the exit code. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
