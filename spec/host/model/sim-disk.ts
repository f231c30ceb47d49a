import { OutboxIndex } from '../../../lib/delivery/outbox-index.ts';
import type { ResultStore } from '../../../lib/delivery/result-store.ts';
import { describe as about, type StoredResult } from '../../../lib/delivery/stored-result.ts';
import type { EncodedResult } from '../../../lib/sources/task-source.ts';
import type { DiskFate } from './schedule.ts';
import type { ProcessClock } from './sim-clock.ts';

interface Written {
  readonly stored: StoredResult;
  readonly text: string;
}

const writeMs = 3;
const slowWriteMs = 1500;

/** The process that an outbox belongs to. */
export interface DiskUser {
  diskFate(): DiskFate;
  die(bringsBack: boolean): void;
}

/** What outlives a process. */
export class SimDisk {
  readonly files = new Map<string, Written>();
  /** Removals that no fsync has followed: a crash may bring these back. */
  unsynced = new Map<string, Written>();
  /** Tasks whose final result was ever on disk. */
  readonly finals = new Set<string>();
  lastKey = 0;

  write(written: Written): void {
    const { kind, taskId, key } = written.stored;
    this.files.set(key, written);
    this.unsynced.clear();
    if (kind !== 'deferred' && kind !== 'handed-back') this.finals.add(taskId);
  }

  remove(key: string): void {
    const written = this.files.get(key);
    if (written !== undefined) this.unsynced.set(key, written);
    this.files.delete(key);
  }

  crash(bringsBack: boolean): void {
    if (bringsBack) for (const [key, written] of this.unsynced) this.files.set(key, written);
    this.unsynced.clear();
  }

  holdsFinal(taskId: string): boolean {
    return [...this.files.values()].some(
      ({ stored }) =>
        stored.taskId === taskId && stored.kind !== 'deferred' && stored.kind !== 'handed-back',
    );
  }
}

/** The outbox of one process on that disk: a result is durable when its write is over. */
export class SimOutbox implements ResultStore {
  readonly full = false;
  readonly #disk: SimDisk;
  readonly #clock: ProcessClock;
  readonly #user: DiskUser;
  readonly #index = new OutboxIndex();

  constructor(disk: SimDisk, clock: ProcessClock, user: DiskUser) {
    this.#disk = disk;
    this.#clock = clock;
    this.#user = user;
    const files = [...disk.files.values()].sort((a, b) => (a.stored.key < b.stored.key ? -1 : 1));
    for (const { stored } of files) this.#index.add(stored);
  }

  get size(): number {
    return this.#index.size;
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

  async put(result: EncodedResult): Promise<StoredResult> {
    const key = String(++this.#disk.lastKey).padStart(9, '0');
    const text = JSON.stringify(result);
    const stored = about(key, result, this.#clock.now(), text.length);
    const earlier = this.ofTask(result.taskId);
    const fate = this.#user.diskFate();
    if (fate === 'die-before') this.#user.die(true);
    await this.#pass(fate === 'slow' ? slowWriteMs : writeMs);
    if (fate === 'fail') throw new Error('no space is left');
    this.#disk.write({ stored, text });
    if (fate === 'die-after') this.#user.die(false);
    await this.#pass(1);
    if (earlier !== undefined) this.remove(earlier.key);
    this.#index.add(stored);
    return stored;
  }

  async read(key: string): Promise<EncodedResult | null> {
    await this.#pass(1);
    const written = this.#disk.files.get(key);
    return written === undefined ? null : (JSON.parse(written.text) as EncodedResult);
  }

  remove(key: string): void {
    if (this.#index.remove(key)) this.#disk.remove(key);
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#clock.setTimeout(resolve, ms));
  }
}
