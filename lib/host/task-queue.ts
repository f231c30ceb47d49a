import type { WorkerSettings } from '../settings/worker-settings.ts';
import { PollPace } from './poll-pace.ts';

/** One of a worker's names: a queue of the engine, with its own settings and pace. */
export class TaskQueue {
  readonly name: string;
  settings: WorkerSettings;
  readonly pace: PollPace;
  /** Set by `pause` and `resume` of the host. */
  paused: boolean;
  lastPollAt = 0;
  readonly #askWorker: (() => boolean) | null;

  /** @param askWorker the worker's own `paused()`, where that decides: asked before each poll. */
  constructor(name: string, settings: WorkerSettings, askWorker: (() => boolean) | null = null) {
    this.name = name;
    this.settings = settings;
    this.pace = new PollPace(settings);
    this.#askWorker = askWorker;
    this.paused = askWorker === null && settings.paused;
  }

  /** Takes effect with the next poll. */
  apply(settings: WorkerSettings): void {
    if (this.#askWorker === null && settings.paused !== this.settings.paused)
      this.paused = settings.paused;
    this.settings = settings;
    this.pace.options = settings;
  }

  /** To be polled now. */
  get open(): boolean {
    return !this.paused && this.#askWorker?.() !== true;
  }
}
