/** How long a task may take to end after its signal was aborted, before it is ended by force. Milliseconds. */
const graceMs = 1000;

/**
 * Ends a task in two steps: its signal first, then force. Counted from the moment of making, and
 * harmless once `clear` was called.
 */
export class ExecutionLimit {
  /** The signal was aborted by this limit: a failure from here on is its doing. */
  exceeded = false;
  #timer: NodeJS.Timeout;

  constructor(limitMs: number, cancel: () => void, kill: () => void) {
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

export function limitReason(limitMs: number): string {
  return `The task ran longer than its execution_timeout of ${limitMs} ms and was ended by the host.`;
}
