import type { LogLine } from './log-line.ts';

/**
 * How a task ended, as plain data: what crosses from a thread to the host and on to the source.
 *
 * - `completed`: done.
 * - `failed`: may be tried again, as its definition says.
 * - `failed-for-good`: must not be tried again.
 * - `deferred`: not done; the engine hands the task out again after `deferSeconds`.
 * - `handed-back`: not started; the engine hands it out again at once, without using up a retry.
 */
export interface Outcome {
  readonly kind: 'completed' | 'failed' | 'failed-for-good' | 'deferred' | 'handed-back';
  /** JSON text of an object: made once, where the task ran, and sent as it is. */
  readonly output: string;
  readonly reason?: string;
  /** Name of the error that the task threw. */
  readonly errorName?: string;
  /** The host ended the task at its limit. */
  readonly timedOut?: boolean;
  /** Whole seconds, 0 or more; with `deferred` only. */
  readonly deferSeconds?: number;
  /** Id of a sub-workflow that the worker started itself. */
  readonly subWorkflowId?: string;
  readonly externalOutputPayloadStoragePath?: string;
  readonly logs: readonly LogLine[];
}
