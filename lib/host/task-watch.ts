import type { Clock, Timer } from '../task/clock.ts';
import type { CancellationWatch } from './cancellation-watch.ts';
import type { InFlight, InFlightTask } from './in-flight.ts';
import type { LeaseKeeper } from './lease-keeper.ts';

export interface TaskWatchOptions {
  /** Milliseconds that a task has to end after its signal. */
  readonly cancelGrace: number;
}

const roundMs = 250;

/**
 * Goes through the tasks in flight four times a second: leases to extend, tasks to look up,
 * cancelled ones whose grace is over. One timer for all, so that a short task costs nothing.
 */
export class TaskWatch {
  readonly #inFlight: InFlight;
  readonly #leases: LeaseKeeper;
  readonly #cancellations: CancellationWatch;
  readonly #clock: Clock;
  readonly #options: TaskWatchOptions;
  #timer: Timer | null = null;

  constructor(
    parts: {
      inFlight: InFlight;
      leases: LeaseKeeper;
      cancellations: CancellationWatch;
      clock: Clock;
    },
    options: TaskWatchOptions,
  ) {
    this.#inFlight = parts.inFlight;
    this.#leases = parts.leases;
    this.#cancellations = parts.cancellations;
    this.#clock = parts.clock;
    this.#options = options;
  }

  start(): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.#round();
      this.start();
    }, roundMs);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #round(): void {
    for (const entry of this.#inFlight.values()) {
      const { task, polledAt, queue } = entry;
      this.#leases.watch(task, polledAt, queue.settings.leaseExtendEnabled);
      if (entry.state !== 'running') continue;
      if (entry.over === null && entry.aborted === null) this.#cancellations.watch(entry);
      else this.#killAfterGrace(entry);
    }
    this.#leases.beat();
    this.#cancellations.lookUp();
  }

  #killAfterGrace(entry: InFlightTask): void {
    if (this.#clock.now() - entry.signalledAt >= this.#options.cancelGrace) entry.owner.kill(entry);
  }
}
