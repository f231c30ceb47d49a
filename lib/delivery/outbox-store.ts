import { ClassicLevel } from 'classic-level';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OutboxError } from '../errors/outbox-error.ts';
import { OutboxHeldError } from '../errors/outbox-held-error.ts';
import { DamagedStoreError } from './damaged-store-error.ts';
import type { StoreOperation } from './group-commit.ts';
import { readHolder, removeHolder, writeHolder } from './outbox-holder.ts';

/** Where LevelDB's own files lie. Beside them: the note of the holder, and what was set aside. */
export function storePath(directory: string): string {
  return join(directory, 'store');
}

/** The LevelDB of one outbox: its lock, and what its errors mean. */
export class OutboxStore {
  readonly #directory: string;
  readonly #level: ClassicLevel;
  /** LevelDB takes no more writes after one that failed, until it is opened again. */
  #failed = false;
  #reopening: Promise<void> | null = null;

  private constructor(directory: string) {
    this.#directory = directory;
    this.#level = new ClassicLevel(storePath(directory));
  }

  /**
   * @throws OutboxHeldError when another process has it open; OutboxError when the directory can't
   *   be written; DamagedStoreError.
   */
  static async open(directory: string): Promise<OutboxStore> {
    // Before there is a LevelDB: it opens by itself, and its directories could be read by anyone.
    await mkdir(storePath(directory), { recursive: true, mode: 0o700 }).catch(
      async (error: unknown) => {
        throw await openFailure(directory, error);
      },
    );
    const store = new OutboxStore(directory);
    try {
      await store.#level.open();
      await writeHolder(directory);
      return store;
    } catch (error) {
      await store.#level.close();
      throw await openFailure(directory, error);
    }
  }

  async write(operations: StoreOperation[], sync: boolean): Promise<void> {
    try {
      if (this.#failed) await this.#reopen();
      await this.#level.batch(operations, { sync });
    } catch (error) {
      this.#failed = true;
      throw await openFailure(this.#directory, error);
    }
  }

  /** @throws DamagedStoreError */
  async get(key: string): Promise<string | undefined> {
    try {
      // A full disk may have kept it from being opened again.
      if (this.#level.status !== 'open') await this.#reopen();
      return await this.#level.get(key);
    } catch (error) {
      throw await openFailure(this.#directory, error);
    }
  }

  /** What begins with `prefix`, in order of the keys. @throws DamagedStoreError */
  async *entries(prefix: string): AsyncGenerator<[key: string, value: string]> {
    try {
      yield* this.#level.iterator({ gte: prefix, lt: `${prefix}\uffff` });
    } catch (error) {
      throw await openFailure(this.#directory, error);
    }
  }

  async close(): Promise<void> {
    // Before the lock is free, or it could be the note of the next holder.
    try {
      await removeHolder(this.#directory);
    } finally {
      await this.#level.close();
    }
  }

  #reopen(): Promise<void> {
    this.#reopening ??= this.#closeAndOpen().finally(() => (this.#reopening = null));
    return this.#reopening;
  }

  async #closeAndOpen(): Promise<void> {
    await this.#level.close();
    await this.#level.open();
    this.#failed = false;
  }
}

interface Coded {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: Coded;
}

async function openFailure(directory: string, error: unknown): Promise<Error> {
  const { code, message } = innermost(error as Coded);
  const text = String(message);
  if (code === 'LEVEL_LOCKED') {
    return new OutboxHeldError(directory, await readHolder(directory), { cause: error });
  }
  // A file that the store counts on is gone, or cut: so LevelDB puts it.
  const broken = code === 'LEVEL_IO_ERROR' && /No such file|Invalid argument/.test(text);
  if (code === 'LEVEL_CORRUPTION' || broken) return new DamagedStoreError(text, { cause: error });
  return new OutboxError(
    directory,
    `The outbox ${directory} can't be read or written: ${text}. ` +
      'Check the rights and the free space of that directory, or name another one with outbox_dir.',
    { cause: error },
  );
}

/** LevelDB's own error lies below the one that says that it is not open. */
function innermost(error: Coded): Coded {
  return error.cause === undefined ? error : innermost(error.cause);
}
