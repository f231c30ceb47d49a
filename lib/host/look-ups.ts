import type { TaskReference, TaskSource, TaskState } from '../sources/task-source.ts';
import type { Clock } from '../task/clock.ts';

const perSecond = 50;

/** Asks the engine about tasks, at most 50 times a second: many hosts share it. */
export class LookUps {
  readonly #source: Pick<TaskSource, 'lookUp'>;
  readonly #clock: Clock;
  #left = perSecond;
  #countedAt: number;

  constructor(source: Pick<TaskSource, 'lookUp'>, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
    this.#countedAt = clock.now();
  }

  /** Whether one more is allowed now; takes it. */
  take(): boolean {
    const now = this.#clock.now();
    this.#left = Math.min(perSecond, this.#left + ((now - this.#countedAt) / 1000) * perSecond);
    this.#countedAt = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }

  /** Whatever the rate. */
  ask(task: TaskReference): Promise<TaskState> {
    return this.#source.lookUp(task);
  }
}
