import type { WorkerSample } from './history.ts';
import { Distribution } from './statistics-distribution.ts';
import { StatisticsWindow } from './statistics-window.ts';

const emptySample: WorkerSample = { completed: 0, failed: 0, p50: null, p99: null, running: 0 };

/** What is kept of one worker: its percentiles, and a ring of samples. */
export class WorkerStatistics {
  readonly executionMs: StatisticsWindow;
  readonly queueWaitMs: StatisticsWindow;
  completed = 0;
  failed = 0;
  /** Of the stretch that runs. */
  readonly durations = new Distribution();
  /** As of the last time that something was told or asked. */
  running = 0;
  readonly #samples: WorkerSample[];

  /** @param ring how many samples are kept */
  constructor(now: number, ring: number) {
    this.executionMs = new StatisticsWindow(now);
    this.queueWaitMs = new StatisticsWindow(now);
    this.#samples = new Array<WorkerSample>(ring).fill(emptySample);
  }

  sample(slot: number): WorkerSample {
    return this.#samples[slot] ?? emptySample;
  }

  /** Ends a stretch: its sample goes into the slot. */
  close(slot: number): void {
    const { completed, failed, running, durations } = this;
    const ended = durations.count > 0;
    this.#samples[slot] =
      ended || running > 0
        ? {
            completed,
            failed,
            p50: ended ? durations.percentile(50) : null,
            p99: ended ? durations.percentile(99) : null,
            running,
          }
        : emptySample;
    this.completed = 0;
    this.failed = 0;
    durations.clear();
  }
}
