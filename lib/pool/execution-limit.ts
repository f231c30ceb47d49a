import type { Execution } from './execution-pool.ts';

/** Milliseconds that a task has to end after its signal was aborted, before it is ended by force. */
export const defaultGraceMs = 1000;

/**
 * Ends a task in two steps: its signal first, then force. Counted from the moment of making, and
 * harmless once `clear` was called.
 */
export class ExecutionLimit {
  /** The signal was aborted by this limit: a failure from here on is its doing. */
  exceeded = false;
  #timer: NodeJS.Timeout;

  constructor(limitMs: number, graceMs: number, cancel: () => void, kill: () => void) {
    this.#timer = setTimeout(() => {
      this.exceeded = true;
      this.#timer = setTimeout(kill, graceMs);
      cancel();
    }, limitMs);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

export function limitReason({ limitMs, limitName = 'execution_timeout' }: Execution): string {
  const limit =
    limitName === 'execution_timeout'
      ? `its execution_timeout of ${limitMs} ms`
      : `the ${limitMs} ms that the ${limitName} left it`;
  return `The task ran longer than ${limit} and was ended by the host.`;
}
