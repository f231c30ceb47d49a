import type { Clock, Timer } from './clock.ts';
import { deadlinesOf } from './timeouts.ts';
import type { WorkflowRecord } from './workflow-record.ts';

interface Sweep {
  readonly at: number;
  readonly timer: Timer;
}

/** Wakes each workflow when the first time limit of its tasks is reached. One timer per workflow at most. */
export class Sweeps {
  readonly #clock: Clock;
  readonly #sweep: (workflow: WorkflowRecord) => void;
  readonly #armed = new Map<WorkflowRecord, Sweep>();

  constructor(clock: Clock, sweep: (workflow: WorkflowRecord) => void) {
    this.#clock = clock;
    this.#sweep = sweep;
  }

  arm(workflow: WorkflowRecord): void {
    let earliest = Infinity;
    for (const task of workflow.newest.values()) {
      for (const deadline of deadlinesOf(task)) earliest = Math.min(earliest, deadline.at);
    }
    if (earliest < Infinity) this.armWithin(workflow, earliest - this.#clock.now());
  }

  /** A sweep that comes too early finds nothing and arms again: an earlier timer is left as it is. */
  armWithin(workflow: WorkflowRecord, delayMs: number): void {
    const at = this.#clock.now() + delayMs;
    const armed = this.#armed.get(workflow);
    if (armed !== undefined && armed.at <= at) return;
    armed?.timer.cancel();
    const timer = this.#clock.setTimer(() => {
      this.#armed.delete(workflow);
      this.#sweep(workflow);
    }, delayMs);
    this.#armed.set(workflow, { at, timer });
  }

  disarm(workflow: WorkflowRecord): void {
    this.#armed.get(workflow)?.timer.cancel();
    this.#armed.delete(workflow);
  }

  stop(): void {
    for (const { timer } of this.#armed.values()) timer.cancel();
    this.#armed.clear();
  }
}
