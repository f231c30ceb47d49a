import type { TaskState } from '../sources/task-source.ts';
import type { Clock } from '../task/clock.ts';
import type { Task } from '../task/task.ts';
import type { TracedTask } from '../telemetry/traced-task.ts';
import type { TaskQueue } from './task-queue.ts';

/**
 * - `waiting`: polled ahead, not started.
 * - `running`: `execute` was called or is about to be.
 * - `delivering`: it ended, and the engine has not accepted its result yet.
 */
export type InFlightState = 'waiting' | 'running' | 'delivering';

/** Who runs a task. */
export interface TaskOwner {
  /** The engine wants no result of it any more: aborts its signal. */
  cancel(entry: InFlightTask, state: TaskState): void;
  /** Nobody wants it to go on: aborts its signal; unless it completes all the same, it fails for good. */
  abort(entry: InFlightTask, reason: string): void;
  /** Ends it by force. */
  kill(entry: InFlightTask): void;
}

/** A task between its poll and the moment when its result is accepted or stored. Times: `Clock.now`. */
export interface InFlightTask {
  readonly task: Task;
  /** The queue it came from. */
  readonly queue: TaskQueue;
  readonly owner: TaskOwner;
  readonly polledAt: number;
  state: InFlightState;
  startedAt: number | null;
  /** When the engine was last asked about it. */
  lookedUpAt: number;
  /** What the engine said when it was found over there. */
  over: TaskState | null;
  /** Why it was aborted here. */
  aborted: string | null;
  /** When its signal was aborted, for either reason. */
  signalledAt: number;
  /** Its span; null = it has not started, or tracing is off. */
  trace: TracedTask | null;
}

/** Every task that this host holds: the one place that knows. */
export class InFlight {
  readonly #clock: Clock;
  readonly #tasks = new Map<string, InFlightTask>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#tasks.size;
  }

  /** Nothing when the task is here already: an engine may hand out the same one twice. */
  add(task: Task, queue: TaskQueue, owner: TaskOwner): InFlightTask | undefined {
    if (this.#tasks.has(task.taskId)) return undefined;
    const now = this.#clock.now();
    const entry: InFlightTask = {
      task,
      queue,
      owner,
      polledAt: now,
      state: 'waiting',
      startedAt: null,
      lookedUpAt: now,
      over: null,
      aborted: null,
      signalledAt: 0,
      trace: null,
    };
    this.#tasks.set(task.taskId, entry);
    return entry;
  }

  get(taskId: string): InFlightTask | undefined {
    return this.#tasks.get(taskId);
  }

  /** Harmless when the task has come again since. */
  remove(entry: InFlightTask): void {
    if (this.#tasks.get(entry.task.taskId) === entry) this.#tasks.delete(entry.task.taskId);
  }

  values(): IterableIterator<InFlightTask> {
    return this.#tasks.values();
  }
}
