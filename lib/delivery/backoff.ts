export interface BackoffOptions {
  /** Upper bound of the first delay, in milliseconds; doubled with each failure. Default 100. */
  readonly first?: number;
  /** Upper bound of every delay. Default 30 000. */
  readonly cap?: number;
}

/** What an engine asks to wait is believed up to five minutes. */
const MAX_RETRY_AFTER_MS = 300_000;

/**
 * Milliseconds until the next try after `failures` (1 or more) failed ones: full jitter, that is
 * anything between 0 and 100, 200, 400 … 30 000, so that hosts that failed together come back
 * apart. A `Retry-After` is a minimum, with the jitter on top of it.
 *
 * @param random 0 or more, below 1
 */
export function retryDelay(
  failures: number,
  random: number,
  retryAfterMs = 0,
  options: BackoffOptions = {},
): number {
  const { first = 100, cap = 30_000 } = options;
  const bound = Math.min(cap, first * 2 ** (failures - 1));
  return Math.min(retryAfterMs, MAX_RETRY_AFTER_MS) + Math.floor(random * bound);
}
