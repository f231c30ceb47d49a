import { OutboxIndex } from '../../lib/delivery/outbox-index.ts';
import { OutboxKeys } from '../../lib/delivery/outbox-keys.ts';
import type { ResultStore } from '../../lib/delivery/result-store.ts';
import { describe, type StoredResult } from '../../lib/delivery/stored-result.ts';
import type { EncodedResult } from '../../lib/sources/task-source.ts';
import type { Clock } from '../../lib/task/clock.ts';

/** An outbox without a disk: what is put is there at the next turn, unless it is told to fail or to wait. */
export class MemoryStore implements ResultStore {
  readonly #index = new OutboxIndex();
  readonly #results = new Map<string, EncodedResult>();
  readonly #keys = new OutboxKeys();
  readonly #clock: Pick<Clock, 'now'>;
  failing = false;
  full = false;
  puts = 0;
  #held: (() => void)[] | null = null;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#index.size;
  }

  get tasks(): string[] {
    return [...this.entries()].map(({ taskId }) => taskId);
  }

  entries(): IterableIterator<StoredResult> {
    return this.#index.values();
  }

  get(key: string): StoredResult | undefined {
    return this.#index.get(key);
  }

  ofTask(taskId: string): StoredResult | undefined {
    return this.#index.ofTask(taskId);
  }

  /** From here on nothing that is put is there before `release`. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const proceed of held) proceed();
  }

  /** What is not there yet never will be: the process has died. */
  crash(): void {
    this.#held = null;
  }

  async put(result: EncodedResult): Promise<StoredResult> {
    this.puts += 1;
    const now = this.#clock.now();
    const stored = describe(this.#keys.next(now), result, now, 1);
    const held = this.#held;
    await (held === null ? Promise.resolve() : new Promise<void>((resolve) => held.push(resolve)));
    if (this.failing) throw new Error('disk full');
    const earlier = this.ofTask(result.taskId);
    if (earlier !== undefined) this.remove(earlier.key);
    this.#index.add(stored);
    this.#results.set(stored.key, result);
    return stored;
  }

  async read(key: string): Promise<EncodedResult | null> {
    await Promise.resolve();
    if (this.failing) throw new Error('disk broken');
    return this.#results.get(key) ?? null;
  }

  remove(key: string): void {
    this.#index.remove(key);
    this.#results.delete(key);
  }
}
