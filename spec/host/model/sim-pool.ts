import { failed } from '../../../lib/pool/envelope.ts';
import type { Execution, PoolListener } from '../../../lib/pool/execution-pool.ts';
import { limitReason } from '../../../lib/pool/execution-limit.ts';
import type { Clock, Timer } from '../../../lib/task/clock.ts';
import type { Outcome } from '../../../lib/task/outcome.ts';
import type { Work } from './schedule.ts';
import { ThreadlessPool } from '../../support/threadless-pool.ts';

interface Run {
  readonly execution: Execution;
  readonly timers: Timer[];
  work: Work;
  ending: boolean;
}

export interface PoolBooks {
  work(): Work;
  /** Before a task runs. */
  started(taskId: string): void;
  ended(taskId: string, outcome: Outcome): void;
  violated(what: string): void;
}

const outcomes: Partial<Record<Work['kind'], Outcome['kind']>> = {
  complete: 'completed',
  obey: 'completed',
  fail: 'failed',
  'fail-for-good': 'failed-for-good',
  defer: 'deferred',
};
const restartMs = 400;
const killMs = 30;
const limitGraceMs = 1000;

/** Simulated threads: tasks end, fail, hang or take their thread with them, and their neighbours run again. */
export class SimPool extends ThreadlessPool {
  readonly #clock: Clock;
  readonly #books: PoolBooks;
  readonly #running = new Map<string, Run>();
  #stopped = false;

  constructor(slots: number, listener: PoolListener, clock: Clock, books: PoolBooks) {
    super(slots, listener);
    this.#clock = clock;
    this.#books = books;
  }

  submit(execution: Execution): void {
    const { taskId } = execution.task;
    if (this.#stopped) {
      this.listener.notRun(taskId);
      return;
    }
    if (this.#running.has(taskId)) this.#books.violated(`${taskId} runs twice at once`);
    this.#books.started(taskId);
    const run: Run = { execution, timers: [], work: this.#books.work(), ending: false };
    this.#running.set(taskId, run);
    if (this.#running.size > this.slots) {
      this.#books.violated(`${this.#running.size} tasks run in ${this.slots} slots`);
    }
    this.#begin(run);
  }

  cancel(taskId: string): void {
    const run = this.#running.get(taskId);
    if (run?.work.kind === 'obey') this.#after(run, 5, () => this.#end(run, failed('gave up')));
  }

  kill(taskId: string, outcome: Outcome): void {
    const run = this.#running.get(taskId);
    if (run === undefined || run.ending) return;
    run.ending = true;
    this.#after(run, killMs, () => {
      this.#end(run, outcome);
      this.#rerunNeighbours();
    });
  }

  stop(): Promise<void> {
    this.#stopped = true;
    return new Promise((resolve) => {
      this.#clock.setTimeout(() => {
        for (const [taskId, run] of this.#running) {
          clear(run);
          this.#running.delete(taskId);
          this.listener.notRun(taskId);
        }
        resolve();
      }, killMs);
    });
  }

  #begin(run: Run): void {
    clear(run);
    const { kind, ms } = run.work;
    const { limitMs } = run.execution;
    const outcome = outcomes[kind];
    if (outcome !== undefined) {
      const output = JSON.stringify({ by: kind });
      const defer = outcome === 'deferred' ? { deferSeconds: 0 } : {};
      this.#after(run, ms, () => this.#end(run, { kind: outcome, output, logs: [], ...defer }));
    } else if (kind === 'crash') this.#after(run, ms, () => this.#crash(run));
    if (limitMs === null) return;
    const { taskId } = run.execution.task;
    this.#after(run, limitMs, () => this.cancel(taskId));
    this.#after(run, limitMs + limitGraceMs, () =>
      this.kill(taskId, failed(limitReason(run.execution))),
    );
  }

  #crash(run: Run): void {
    this.available = false;
    this.#clock.setTimeout(() => {
      this.available = true;
      this.listener.recovered?.();
    }, restartMs);
    this.#end(run, failed('its thread died'));
    this.#rerunNeighbours();
  }

  #rerunNeighbours(): void {
    for (const run of this.#running.values()) if (!run.ending) this.#begin(run);
  }

  #end(run: Run, outcome: Outcome): void {
    const { taskId } = run.execution.task;
    if (this.#running.get(taskId) !== run) return;
    clear(run);
    this.#running.delete(taskId);
    this.#books.ended(taskId, outcome);
    this.listener.ended(taskId, outcome);
  }

  #after(run: Run, ms: number, fn: () => void): void {
    run.timers.push(this.#clock.setTimeout(fn, ms));
  }
}

function clear({ timers }: Run): void {
  for (const timer of timers.splice(0)) timer.cancel();
}
