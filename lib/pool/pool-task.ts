import type { LogLine } from '../task/log-line.ts';
import type { Outcome } from '../task/outcome.ts';
import { failed } from './envelope.ts';
import { ExecutionLimit, limitReason } from './execution-limit.ts';
import type { Execution } from './execution-pool.ts';

/** A task in a pool, as the host keeps it: what it logged so far, and its limit. */
export class PoolTask {
  readonly execution: Execution;
  readonly lines: LogLine[] = [];
  /** Why its signal was aborted; a task that runs again is told again. */
  cancelReason: Error | null = null;
  #limit: ExecutionLimit | null = null;

  constructor(execution: Execution) {
    this.execution = execution;
  }

  get id(): string {
    return this.execution.task.taskId;
  }

  /** Counts the task's limit, if it has one, from now. */
  countLimit(
    graceMs: number,
    cancel: (reason: Error) => void,
    kill: (outcome: Outcome) => void,
  ): void {
    const { limitMs } = this.execution;
    if (limitMs === null) return;
    const reason = limitReason(this.execution);
    this.#limit = new ExecutionLimit(
      limitMs,
      graceMs,
      () => cancel(new Error(reason)),
      () => kill({ ...failed(reason), timedOut: true }),
    );
  }

  clearLimit(): void {
    this.#limit?.clear();
  }

  /** Ends the books of the task. @returns what to report: with its lines, and the limit as reason if that ended it. */
  close(outcome: Outcome): Outcome {
    this.clearLimit();
    const logs = this.lines.length === 0 ? outcome.logs : [...this.lines, ...outcome.logs];
    if (this.#limit?.exceeded === true && outcome.kind.startsWith('failed')) {
      return { ...failed(limitReason(this.execution), logs), timedOut: true };
    }
    return logs === outcome.logs ? outcome : { ...outcome, logs };
  }
}
