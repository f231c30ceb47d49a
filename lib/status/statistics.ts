import type { Clock } from '../task/clock.ts';
import { type HistorySample, historySamples, stretchMs, type WorkerSample } from './history.ts';
import type { Percentiles, TaskFailure } from './host-status.ts';
import type { EndKind } from './metrics.ts';
import { WorkerStatistics } from './statistics-of-worker.ts';

const keptFailures = 50;

/**
 * Percentiles of the last minutes, throughput of the last quarter of an hour, and the last
 * failures, by worker. In bounded memory, and without a timer: time goes on here when something
 * is told or asked.
 *
 * A worker is whatever string its host names it by, each a different one.
 */
export class Statistics {
  readonly #clock: Clock;
  readonly #running: (worker: string) => number;
  readonly #workers = new Map<string, WorkerStatistics>();
  readonly #failures: TaskFailure[] = [];
  /** Stretches are counted from 1970, so that those of all hosts begin at the same time. */
  readonly #first: number;
  #stretch: number;

  /** @param running how many tasks of a worker run now */
  constructor(clock: Clock, running: (worker: string) => number) {
    this.#clock = clock;
    this.#running = running;
    this.#first = this.#stretch = stretchOf(clock.now());
  }

  /**
   * @param queueWaitMs from scheduled in the engine to started here
   * @param running tasks of the worker, with this one
   */
  started(worker: string, queueWaitMs: number, running: number): void {
    const now = this.#goOn();
    const of = this.#of(worker, now);
    of.queueWaitMs.record(now, queueWaitMs);
    of.running = running;
  }

  /** @param running tasks of the worker, without this one */
  ended(worker: string, kind: EndKind, ms: number, running: number): void {
    const now = this.#goOn();
    const of = this.#of(worker, now);
    of.executionMs.record(now, ms);
    of.durations.record(ms);
    if (kind === 'completed') of.completed++;
    else if (kind !== 'deferred') of.failed++;
    of.running = running;
  }

  failed(failure: TaskFailure): void {
    this.#failures.push(failure);
    if (this.#failures.length > keptFailures) this.#failures.shift();
  }

  /** Of the last minutes; null = no task has ended. */
  executionMs(worker: string): Percentiles | null {
    return this.#workers.get(worker)?.executionMs.percentiles(this.#clock.now()) ?? null;
  }

  /** From scheduled to started, of the last minutes; null = no task was started. */
  queueWaitMs(worker: string): Percentiles | null {
    return this.#workers.get(worker)?.queueWaitMs.percentiles(this.#clock.now()) ?? null;
  }

  /** The latest first. */
  failures(): readonly TaskFailure[] {
    return this.#failures.toReversed();
  }

  /** Stretches that are over, the oldest first. A worker without a task so far is not in them. */
  history(): readonly HistorySample[] {
    this.#goOn();
    for (const [name, of] of this.#workers) of.running = this.#running(name);
    const samples: HistorySample[] = [];
    const oldest = Math.max(this.#first, this.#stretch - historySamples);
    for (let stretch = oldest; stretch < this.#stretch; stretch++)
      samples.push({ at: (stretch + 1) * stretchMs, ms: stretchMs, workers: this.#at(stretch) });
    return samples;
  }

  #at(stretch: number): Record<string, WorkerSample> {
    return Object.fromEntries(
      Array.from(this.#workers, ([name, of]) => [name, of.sample(stretch % historySamples)]),
    );
  }

  /** Ends the stretches that are over. @returns the time */
  #goOn(): number {
    const now = this.#clock.now();
    const stretch = stretchOf(now);
    // After a long silence the whole ring is emptied; what came before it is closed first, and overwritten.
    let over = Math.max(this.#stretch, stretch - historySamples - 1);
    for (; over < stretch; over++)
      for (const of of this.#workers.values()) of.close(over % historySamples);
    this.#stretch = stretch;
    return now;
  }

  #of(worker: string, now: number): WorkerStatistics {
    let of = this.#workers.get(worker);
    if (of === undefined) {
      of = new WorkerStatistics(now, historySamples);
      this.#workers.set(worker, of);
    }
    return of;
  }
}

function stretchOf(now: number): number {
  return Math.floor(now / stretchMs);
}
