/** One step of a write to the store. */
export type StoreOperation =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

interface Waiting {
  readonly operations: readonly StoreOperation[];
  readonly durable: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A batch is built in memory before it is written. */
const MAX_BATCH_CHARS = 8 * 1024 * 1024;

/**
 * Writes one batch after another: whatever is asked for while one is under way goes into the next,
 * so that an fsync is paid per batch. Batches keep the order in which they were asked for.
 */
export class GroupCommit {
  readonly #write: (operations: StoreOperation[], sync: boolean) => Promise<void>;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(write: (operations: StoreOperation[], sync: boolean) => Promise<void>) {
    this.#write = write;
  }

  /**
   * Resolves when all operations are written, together or not at all; with `durable` such that
   * they outlive a power failure.
   */
  add(operations: readonly StoreOperation[], durable: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ operations, durable, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is to be written. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Whoever asks in the same turn shares the first batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch();
      const operations = batch.flatMap((each) => each.operations);
      try {
        await this.#write(
          operations,
          batch.some(({ durable }) => durable),
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running = null;
  }

  #takeBatch(): Waiting[] {
    let chars = 0;
    let count = 0;
    for (const { operations } of this.#waiting) {
      for (const each of operations) chars += each.type === 'put' ? each.value.length : 0;
      if (count > 0 && chars > MAX_BATCH_CHARS) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }
}
