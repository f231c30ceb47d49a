import { SourceError } from '../errors/source-error.ts';

/** Anything else is a fault of the source itself: no reason to lose the result. */
export function asSourceError(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const message = `Sending a result failed in a way that was not foreseen: ${String(error)}`;
  return new SourceError(message, { kind: 'unintelligible', cause: error });
}
