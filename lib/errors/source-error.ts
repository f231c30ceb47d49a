import { WorkerHostError } from './worker-host-error.ts';

/** How a failed request to an engine came about, which decides what to do next. */
export type SourceErrorKind =
  /** No answer: refused, reset, timed out, name not found. Sent again. */
  | 'unreachable'
  /** 408, 425, 429 or 5xx: the engine may do it later. Sent again. */
  | 'unavailable'
  /** 401, or a token that the engine does not accept. Sent again, after a new token. */
  | 'unauthorized'
  /** The engine will never accept this request (400, 403, 404, 409, 413, an unreadable body). */
  | 'refused'
  /** The answer is not one of the engine's: an HTML page, say. */
  | 'unintelligible';

export interface SourceErrorDetails extends ErrorOptions {
  readonly kind: SourceErrorKind;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** What the engine asked to wait (`Retry-After`), in milliseconds. */
  readonly retryAfterMs?: number;
}

/** A request to an engine failed. The message names the request, the engine and the answer; it never holds a secret. */
export class SourceError extends WorkerHostError {
  static override readonly brand: symbol = Symbol.for('worker-host.SourceError');

  readonly kind: SourceErrorKind;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: SourceErrorDetails) {
    super(`ERR_WH_ENGINE_${details.kind.toUpperCase()}`, message, details);
    this.kind = details.kind;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}
