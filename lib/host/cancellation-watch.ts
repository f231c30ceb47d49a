import type { Clock } from '../task/clock.ts';
import type { InFlightTask } from './in-flight.ts';
import type { LookUps } from './look-ups.ts';

/** Between two looks at one task. With the rounds of the watch, a task hears of its end within 5 s. */
const intervalMs = 2000;

/**
 * Asks the engine about tasks that run long: it tells nobody that a task was cancelled, timed out
 * or removed.
 *
 * Of several tasks of one workflow one is asked about at a time: they are cancelled together.
 */
export class CancellationWatch {
  readonly #lookUps: LookUps;
  readonly #clock: Clock;
  readonly #onFailed: (entry: InFlightTask, error: unknown) => void;
  readonly #asking = new Set<InFlightTask>();
  #due: InFlightTask[] = [];

  constructor(
    lookUps: LookUps,
    clock: Clock,
    onFailed: (entry: InFlightTask, error: unknown) => void,
  ) {
    this.#lookUps = lookUps;
    this.#clock = clock;
    this.#onFailed = onFailed;
  }

  /** For each running task, now and then. */
  watch(entry: InFlightTask): void {
    const { startedAt, lookedUpAt } = entry;
    // An engine that is slow to answer is not asked again meanwhile.
    if (this.#asking.has(entry)) return;
    if (this.#clock.now() - Math.max(startedAt ?? 0, lookedUpAt) >= intervalMs)
      this.#due.push(entry);
  }

  /** Asks about those that are due, the longest unasked first. */
  lookUp(): void {
    const byWorkflow = new Map<string, InFlightTask[]>();
    for (const entry of this.#due.sort((a, b) => a.lookedUpAt - b.lookedUpAt)) {
      const siblings = byWorkflow.get(entry.task.workflowInstanceId);
      if (siblings === undefined) byWorkflow.set(entry.task.workflowInstanceId, [entry]);
      else siblings.push(entry);
    }
    this.#due = [];
    for (const [first, ...others] of byWorkflow.values()) {
      if (first === undefined || !this.#lookUps.take()) return;
      void this.#ask(first, others);
    }
  }

  async #ask(entry: InFlightTask, siblings: readonly InFlightTask[]): Promise<void> {
    const { taskId, workflowInstanceId: workflowId } = entry.task;
    const now = this.#clock.now();
    // They come longest unasked first, and stay in that order: each has its turn.
    siblings.forEach((sibling, index) => (sibling.lookedUpAt = now - siblings.length + index));
    entry.lookedUpAt = now;
    this.#asking.add(entry);
    try {
      const state = await this.#lookUps.ask({ taskId, workflowId });
      if (state === 'running' || state === 'waiting') return;
      if (entry.state === 'running') entry.owner.cancel(entry, state);
    } catch (error) {
      this.#onFailed(entry, error);
      return;
    } finally {
      this.#asking.delete(entry);
    }
    for (const sibling of siblings) {
      if (sibling.state !== 'running') continue;
      if (this.#lookUps.take()) void this.#ask(sibling, []);
      else sibling.lookedUpAt = 0; // Due again at once.
    }
  }
}
