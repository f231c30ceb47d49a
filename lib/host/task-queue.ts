import type { WorkerSettings } from '../settings/worker-settings.ts';
import { PollPace } from './poll-pace.ts';

/** One of a worker's names: a queue of the engine, with its own settings and pace. */
export class TaskQueue {
  readonly name: string;
  readonly settings: WorkerSettings;
  readonly pace: PollPace;
  paused: boolean;
  lastPollAt = 0;

  constructor(name: string, settings: WorkerSettings) {
    this.name = name;
    this.settings = settings;
    this.pace = new PollPace(settings);
    this.paused = settings.paused;
  }
}
