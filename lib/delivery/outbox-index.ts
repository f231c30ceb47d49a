import type { StoredResult } from './stored-result.ts';

/** What lies in the outbox, in memory: all but the results themselves. */
export class OutboxIndex {
  /** In order of the keys. */
  readonly #byKey = new Map<string, StoredResult>();
  readonly #keyOfTask = new Map<string, string>();
  #bytes = 0;

  get size(): number {
    return this.#byKey.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  values(): IterableIterator<StoredResult> {
    return this.#byKey.values();
  }

  get(key: string): StoredResult | undefined {
    return this.#byKey.get(key);
  }

  /** The last one of a task. */
  ofTask(taskId: string): StoredResult | undefined {
    const key = this.#keyOfTask.get(taskId);
    return key === undefined ? undefined : this.#byKey.get(key);
  }

  /** `stored` has the highest key so far. */
  add(stored: StoredResult): void {
    this.#byKey.set(stored.key, stored);
    this.#keyOfTask.set(stored.taskId, stored.key);
    this.#bytes += stored.bytes;
  }

  /** @returns false when it was not there. */
  remove(key: string): boolean {
    const stored = this.#byKey.get(key);
    if (stored === undefined) return false;
    this.#byKey.delete(key);
    if (this.#keyOfTask.get(stored.taskId) === key) this.#keyOfTask.delete(stored.taskId);
    this.#bytes -= stored.bytes;
    return true;
  }

  clear(): void {
    this.#byKey.clear();
    this.#keyOfTask.clear();
    this.#bytes = 0;
  }
}
