import { ClassicLevel } from 'classic-level';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OutboxError } from '../errors/outbox-error.ts';
import type { EncodedResult } from '../sources/task-source.ts';
import { systemClock, type Clock } from '../task/clock.ts';
import { DamagedStoreError } from './damaged-store-error.ts';
import { GroupCommit, type StoreOperation } from './group-commit.ts';
import { OutboxIndex } from './outbox-index.ts';
import { OutboxKeys } from './outbox-keys.ts';
import { OutboxStore, storePath } from './outbox-store.ts';
import { decodeAbout, decodeStored, describe, encodeAbout, prefixes } from './stored-result.ts';
import type { StoredResult } from './stored-result.ts';

export interface OutboxOptions {
  readonly clock?: Pick<Clock, 'now'>;
  /** `full` above this. Default: no limit. */
  readonly maxBytes?: number;
  /** Told what was found damaged, and what became of it. */
  readonly onNotice?: (message: string) => void;
}

const ADOPTED_AT_ONCE = 64;

/** The durable store of results that the engine has not accepted yet. One process at a time. */
export class Outbox {
  /** Absolute. */
  readonly directory: string;
  readonly #options: OutboxOptions;
  readonly #store: OutboxStore;
  readonly #index = new OutboxIndex();
  readonly #keys = new OutboxKeys();
  readonly #commits: GroupCommit;
  /** Removals that the disk did not take: they go with the next write. */
  #owed: StoreOperation[] = [];
  #closed = false;

  private constructor(directory: string, store: OutboxStore, options: OutboxOptions) {
    this.directory = directory;
    this.#options = options;
    this.#store = store;
    this.#commits = new GroupCommit((operations, sync) => this.#write(operations, sync));
  }

  /**
   * Opens the outbox in this directory, or begins one. A damaged one is set aside, with a notice.
   *
   * @throws OutboxHeldError when another process has it open; OutboxError when the directory can't
   *   be read or written.
   */
  static async open(directory: string, options: OutboxOptions = {}): Promise<Outbox> {
    const absolute = resolve(directory);
    try {
      return await Outbox.#openStore(absolute, options);
    } catch (error) {
      if (!(error instanceof DamagedStoreError)) throw error;
      const aside = await setAside(absolute);
      const outbox = await Outbox.#openStore(absolute, options);
      await Outbox.#salvage(aside, outbox);
      options.onNotice?.(
        `The outbox ${absolute} is damaged (${error.message}). It was set aside as ${aside}, and a new one begun, ` +
          `with the ${outbox.size} results that could still be read. The tasks of others run again after their response timeout.`,
      );
      return outbox;
    }
  }

  static async #salvage(aside: string, outbox: Outbox): Promise<void> {
    try {
      await ClassicLevel.repair(storePath(aside));
      const rest = await Outbox.#openStore(aside, {});
      try {
        await outbox.adopt(rest);
      } finally {
        await rest.close();
      }
    } catch {
      // It is as good as lost: the caller says how little could be read.
    }
  }

  static async #openStore(directory: string, options: OutboxOptions): Promise<Outbox> {
    const store = await OutboxStore.open(directory);
    const outbox = new Outbox(directory, store, options);
    try {
      await outbox.#load();
      return outbox;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  get size(): number {
    return this.#index.size;
  }

  get bytes(): number {
    return this.#index.bytes;
  }

  get full(): boolean {
    return this.bytes > (this.#options.maxBytes ?? Infinity);
  }

  /** Milliseconds since 1970; null when nothing is stored. */
  get oldestAt(): number | null {
    for (const { storedAt } of this.entries()) return storedAt;
    return null;
  }

  /** What is stored, oldest first. */
  entries(): IterableIterator<StoredResult> {
    return this.#index.values();
  }

  get(key: string): StoredResult | undefined {
    return this.#index.get(key);
  }

  /** The stored result of a task. */
  ofTask(taskId: string): StoredResult | undefined {
    return this.#index.ofTask(taskId);
  }

  /**
   * Resolves once the result is on disk, whatever happens to process or machine then. Takes the
   * place of one that is stored of the same task.
   *
   * @throws OutboxError when it can't be written; nothing has changed then.
   */
  async put(result: EncodedResult): Promise<StoredResult> {
    if (this.#closed)
      throw new OutboxError(this.directory, `The outbox ${this.directory} is closed.`);
    const now = (this.#options.clock ?? systemClock).now();
    const text = JSON.stringify(result);
    const stored = describe(this.#keys.next(now), result, now, text.length);
    const earlier = this.ofTask(result.taskId);
    await this.#commits.add([...removalOf(earlier?.key), ...additionOf(stored, text)], true);
    if (earlier !== undefined) this.#index.remove(earlier.key);
    this.#index.add(stored);
    return stored;
  }

  /**
   * @returns null when it is not there, or can't be read: it is set aside then, with a notice.
   * @throws OutboxError when the disk fails.
   */
  async read(key: string): Promise<EncodedResult | null> {
    let text: string | undefined;
    try {
      text = await this.#store.get(prefixes.result + key);
    } catch (error) {
      if (!(error instanceof DamagedStoreError)) throw error;
      text = error.message;
    }
    const result = text === undefined ? null : decodeStored(text);
    if (result === null && this.#index.get(key) !== undefined) {
      await this.#setRecordAside(key, text ?? '');
    }
    return result;
  }

  /**
   * Forgets a result. Needs no fsync: what a power failure brings back is sent once more, which
   * the engine ignores.
   */
  remove(key: string): void {
    if (this.#closed || !this.#index.remove(key)) return;
    const operations = removalOf(key);
    this.#commits.add(operations, false).catch(() => {
      // The disk will be reported by the next result that it does not take.
      this.#owed.push(...operations);
    });
  }

  /** Moves the contents of another outbox here; each result keeps its time. */
  async adopt(other: Outbox): Promise<void> {
    const entries = [...other.entries()];
    while (entries.length > 0) {
      const some = entries.splice(0, ADOPTED_AT_ONCE);
      await Promise.all(some.map((stored) => this.#adoptOne(other, stored)));
    }
    await this.#load();
  }

  /** Resolves when all is written and another process may open it. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#commits.idle();
    if (this.#owed.length > 0) {
      // If it fails they are sent once more after the next start, which the engine ignores.
      await this.#commits.add([], false).catch(() => undefined);
    }
    await this.#store.close();
  }

  async #adoptOne(other: Outbox, stored: StoredResult): Promise<void> {
    const result = await other.read(stored.key);
    if (result === null) return;
    const own = this.ofTask(stored.taskId);
    if (own === undefined || own.key < stored.key) {
      const addition = additionOf(stored, JSON.stringify(result));
      await this.#commits.add([...removalOf(own?.key), ...addition], true);
    }
    other.remove(stored.key);
  }

  async #load(): Promise<void> {
    this.#index.clear();
    for await (const [name, text] of this.#store.entries(prefixes.about)) {
      const key = name.slice(prefixes.about.length);
      const stored = decodeAbout(key, text);
      if (stored === null) await this.#setRecordAside(key, text);
      else this.#index.add(stored);
      this.#keys.continueAfter(key);
    }
  }

  async #write(operations: StoreOperation[], sync: boolean): Promise<void> {
    const owed = this.#owed.splice(0);
    try {
      await this.#store.write([...owed, ...operations], sync);
    } catch (error) {
      this.#owed.unshift(...owed);
      throw error;
    }
  }

  async #setRecordAside(key: string, text: string): Promise<void> {
    const file = join(this.directory, `unreadable-${encodeURIComponent(key)}.txt`);
    await writeFile(file, text, { mode: 0o600 });
    this.#index.remove(key);
    await this.#commits.add(removalOf(key), false);
    this.#options.onNotice?.(
      `A result in the outbox ${this.directory} can't be read. It was set aside as ${file}; ` +
        'its task runs again after its response timeout.',
    );
  }
}

function additionOf(stored: StoredResult, text: string): StoreOperation[] {
  return [
    { type: 'put', key: prefixes.about + stored.key, value: encodeAbout(stored) },
    { type: 'put', key: prefixes.result + stored.key, value: text },
  ];
}

function removalOf(key: string | undefined): StoreOperation[] {
  if (key === undefined) return [];
  return [
    { type: 'del', key: prefixes.about + key },
    { type: 'del', key: prefixes.result + key },
  ];
}

/**
 * Only the store moves: the directory may be a mounted volume, which can't be renamed. Where it
 * moves to has the form of an outbox again.
 */
async function setAside(directory: string): Promise<string> {
  const time = new Date().toISOString().replaceAll(/[-:.]/g, '');
  const aside = join(directory, `corrupt-${time}`);
  await mkdir(aside, { mode: 0o700 });
  await rename(storePath(directory), storePath(aside));
  return aside;
}
