import type { Timer } from '../task/clock.ts';
import type { EncodedResult } from '../sources/task-source.ts';

/** How the delivery of a result ended. `abandoned`: the delivery was stopped before. */
export type DeliveryEnd = 'accepted' | 'refused' | 'abandoned';

/** A result that is not accepted yet. */
export interface PendingResult {
  readonly result: EncodedResult;
  /** Size in memory, roughly: two bytes for a character. */
  readonly bytes: number;
  readonly settle: (end: DeliveryEnd) => void;
  failures: number;
  /** Set while it waits for its next try. */
  timer: Timer | null;
  /** Milliseconds since 1970: no try before it, whatever succeeds (`Retry-After`). */
  notBefore: number;
  /** Tried before its time since its timer last fired: not again before it fires. */
  hurried: boolean;
}

export function pendingResult(
  result: EncodedResult,
  settle: (end: DeliveryEnd) => void,
): PendingResult {
  const chars = result.surplusLogs.reduce((sum, log) => sum + log.length, result.body.length);
  return {
    result,
    bytes: chars * 2,
    settle,
    failures: 0,
    timer: null,
    notBefore: 0,
    hurried: false,
  };
}
