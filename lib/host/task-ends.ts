import { failedForGood } from '../pool/envelope.ts';
import type { EncodedResult } from '../sources/task-source.ts';
import type { Outcome } from '../task/outcome.ts';
import type { InFlightTask } from './in-flight.ts';
import type { RunnerContext } from './runner-context.ts';
import { describeTask, type TaskTally } from './task-tally.ts';

/** The ways of a runner's tasks from their end to their result in the engine. */
export class TaskEnds {
  /** Results that are neither accepted nor stored. */
  delivering = 0;
  readonly #context: RunnerContext;
  readonly #tally: TaskTally;

  constructor(context: RunnerContext, tally: TaskTally) {
    this.#context = context;
    this.#tally = tally;
  }

  /** It ran to its end. */
  finish(entry: InFlightTask, outcome: Outcome): void {
    entry.state = 'delivering';
    const durationMs = this.#context.clock.now() - (entry.startedAt ?? entry.polledAt);
    const [result, final] = this.#encode(entry, outcome);
    this.#context.taskLog.output(() => describeTask(entry), entry.task, final.output);
    this.#tally.ended(entry, final, Math.round(durationMs));
    void this.#deliver(entry, result);
  }

  /** It was not started, or has to end before its time: the engine hands it out again. */
  handBack(entry: InFlightTask): void {
    entry.state = 'delivering';
    const output = JSON.stringify(entry.task.outputData ?? {});
    const [result] = this.#encode(entry, { kind: 'handed-back', output, logs: [] });
    this.#tally.handedBack(entry);
    void this.#deliver(entry, result);
  }

  /** Nobody waits for its result any more. */
  drop(entry: InFlightTask): void {
    entry.trace?.ended({ kind: 'cancelled' });
    this.#context.inFlight.remove(entry);
    this.#context.leases.forget(entry.task.taskId);
  }

  /** A result that the engine would not take becomes a failure that says so. */
  #encode(entry: InFlightTask, outcome: Outcome): [EncodedResult, Outcome] {
    const { source } = this.#context;
    const { workerId } = entry.queue.settings;
    try {
      return [source.encode(entry.task, outcome, workerId), outcome];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const failure = failedForGood(reason, outcome.logs);
      return [source.encode(entry.task, failure, workerId), failure];
    }
  }

  async #deliver(entry: InFlightTask, result: EncodedResult): Promise<void> {
    this.delivering++;
    const end = await this.#context.delivery.deliver(result);
    this.delivering--;
    this.#context.inFlight.remove(entry);
    if (end === 'stored') this.#context.leases.keep(entry.task, entry.polledAt);
  }
}
