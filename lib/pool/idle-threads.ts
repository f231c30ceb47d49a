import type { ThreadSession } from './thread-session.ts';

/** Ends threads that had nothing to do for a while, as long as there are any to spare. */
export class IdleThreads {
  readonly #timeoutMs: number;
  readonly #spare: () => number;
  readonly #since = new Map<ThreadSession, number>();
  #timer: NodeJS.Timeout | null = null;

  /** @param spare how many threads there are above those that are kept. */
  constructor(timeoutMs: number, spare: () => number) {
    this.#timeoutMs = timeoutMs;
    this.#spare = spare;
  }

  add(session: ThreadSession): void {
    if (session.tasks.size > 0 || this.#spare() <= 0) return;
    this.#since.set(session, performance.now());
    this.#checkLater();
  }

  remove(session: ThreadSession): void {
    this.#since.delete(session);
  }

  stop(): void {
    clearTimeout(this.#timer ?? undefined);
  }

  #checkLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#check();
    }, this.#timeoutMs).unref();
  }

  #check(): void {
    for (const [session, since] of this.#since) {
      if (this.#spare() <= 0) {
        // The rest is kept; a thread that opens beside them puts them back when they are idle again.
        this.#since.clear();
        return;
      }
      if (performance.now() - since < this.#timeoutMs - 1) continue;
      this.#since.delete(session);
      session.retire();
    }
    if (this.#since.size > 0) this.#checkLater();
  }
}
