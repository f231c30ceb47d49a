import { SourceError } from '../errors/source-error.ts';
import { failed, failedForGood } from '../pool/envelope.ts';
import type { Execution } from '../pool/execution-pool.ts';
import type { Outcome } from '../task/outcome.ts';
import type { Task } from '../task/task.ts';
import { executionLimitOf } from './execution-limit-of.ts';
import type { InFlightTask } from './in-flight.ts';
import type { RunnerContext } from './runner-context.ts';
import { describeTask } from './task-tally.ts';

/** Where a task goes that starts. */
export interface TaskGate {
  submit(execution: Execution): void;
  /** It can't run. */
  ended(taskId: string, outcome: Outcome): void;
}

/** The way of a runner's tasks from their slot into the pool: input, limit, trace. */
export class TaskStarts {
  readonly #context: RunnerContext;
  readonly #gate: TaskGate;

  constructor(context: RunnerContext, gate: TaskGate) {
    this.#context = context;
    this.#gate = gate;
  }

  start(entry: InFlightTask): void {
    if (entry.task.externalInputPayloadStoragePath === undefined) this.#submit(entry, entry.task);
    else void this.#fetchInput(entry);
  }

  async #fetchInput(entry: InFlightTask): Promise<void> {
    try {
      const task = await this.#context.source.fetchInput(entry.task);
      this.#context.metrics.externalInputRead(task.taskType);
      // A stop may have handed it back meanwhile.
      if (entry.state === 'running') this.#submit(entry, task);
    } catch (error) {
      if (entry.state !== 'running') return;
      const reason = error instanceof Error ? error.message : String(error);
      const retry = error instanceof SourceError && error.kind !== 'refused';
      entry.trace = this.#context.tracing?.start(entry.task) ?? null;
      this.#gate.ended(entry.task.taskId, retry ? failed(reason) : failedForGood(reason));
    }
  }

  #submit(entry: InFlightTask, task: Task): void {
    const { queue, polledAt } = entry;
    const waitedMs = this.#context.clock.now() - polledAt;
    const limit = executionLimitOf(task, queue.settings, waitedMs);
    entry.trace = this.#context.tracing?.start(task) ?? null;
    const trace = entry.trace === null ? null : { trace: entry.trace.carrier };
    this.#context.taskLog.input(() => describeTask(entry), task);
    this.#gate.submit({ task, workerName: queue.name, limitMs: null, ...limit, ...trace });
  }
}
