import type { Timer } from '../task/clock.ts';
import type { EncodedResult } from '../sources/task-source.ts';

/**
 * How a result left the memory.
 *
 * - `accepted`: the engine has it. `ignored`: so it says, but the task was already over.
 * - `refused`: the engine will never accept it.
 * - `stored`: it waits in the outbox and is delivered from there.
 * - `replaced`: another result of the same task counts instead.
 * - `abandoned`: the delivery was stopped before, and there is no outbox that took it.
 */
export type DeliveryEnd = 'accepted' | 'ignored' | 'refused' | 'stored' | 'replaced' | 'abandoned';

/** A result in memory that is not accepted yet. */
export interface PendingResult {
  readonly result: EncodedResult;
  /** Size in memory, roughly: two bytes for a character. */
  readonly bytes: number;
  /** Count of sweeps when it came: the age of a result is told without a clock that may be set. */
  readonly since: number;
  readonly settle: (end: DeliveryEnd) => void;
  failures: number;
  /** Set while it waits for its next try. */
  timer: Timer | null;
  /** Milliseconds since 1970: no try before it, whatever succeeds (`Retry-After`). */
  notBefore: number;
  /** Tried before its time since its timer last fired: not again before it fires. */
  hurried: boolean;
  /** Its key in the outbox, once it is there. */
  key: string | null;
  /** Its promise is settled with `stored`: it leaves the memory with the end of its attempt. */
  late: boolean;
  /** Set while it is being written there; never rejects. */
  storing: Promise<void> | null;
}

export function pendingResult(
  result: EncodedResult,
  since: number,
  settle: (end: DeliveryEnd) => void,
): PendingResult {
  const chars = result.surplusLogs.reduce((sum, log) => sum + log.length, result.body.length);
  return {
    result,
    bytes: chars * 2,
    since,
    settle,
    failures: 0,
    timer: null,
    notBefore: 0,
    hurried: false,
    key: null,
    late: false,
    storing: null,
  };
}
