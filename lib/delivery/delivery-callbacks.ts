import type { SourceError } from '../errors/source-error.ts';
import type { EncodedResult } from '../sources/task-source.ts';
import type { StoredResult } from './stored-result.ts';

/** What a delivery tells of its results. None may throw. */
export interface DeliveryCallbacks {
  /** `attempts` counts the one that was accepted. */
  readonly onAccepted?: (result: EncodedResult, attempts: number) => void;
  /** The task was already over in the engine: the result has no effect. */
  readonly onIgnored?: (result: EncodedResult) => void;
  /** The engine will never accept it: given up. */
  readonly onRefused?: (result: EncodedResult, error: SourceError) => void;
  /** `attempt` has failed, the next one follows in at most `delayMs`. */
  readonly onRetry?: (
    result: EncodedResult,
    error: SourceError,
    attempt: number,
    delayMs: number,
  ) => void;
  /** The engine has not accepted it in time: it waits in the outbox from now on. */
  readonly onStored?: (result: EncodedResult) => void;
  /** It lay in the outbox for longer than `outbox_max_age`: given up. */
  readonly onExpired?: (stored: StoredResult) => void;
  /** There was no room for more results, and now there is. */
  readonly onRoom?: () => void;
  /** The outbox can't be read or written. Called once, until it works again. */
  readonly onStoreFailed?: (error: Error) => void;
}
