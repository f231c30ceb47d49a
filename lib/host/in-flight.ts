import type { Task } from '../task/task.ts';
import type { TaskQueue } from './task-queue.ts';

/**
 * - `waiting`: polled ahead, not started.
 * - `running`: `execute` was called or is about to be.
 * - `delivering`: it ended, and the engine has not accepted its result yet.
 */
export type InFlightState = 'waiting' | 'running' | 'delivering';

/** A task between its poll and the engine's acceptance of its result. */
export interface InFlightTask {
  readonly task: Task;
  /** The queue it came from. */
  readonly queue: TaskQueue;
  readonly polledAt: number;
  state: InFlightState;
  startedAt: number | null;
}

/** Every task that this host holds: the one place that knows. */
export class InFlight {
  readonly #tasks = new Map<string, InFlightTask>();

  get size(): number {
    return this.#tasks.size;
  }

  /** Nothing when the task is here already: an engine may hand out the same one twice. */
  add(task: Task, queue: TaskQueue): InFlightTask | undefined {
    if (this.#tasks.has(task.taskId)) return undefined;
    const entry: InFlightTask = {
      task,
      queue,
      polledAt: Date.now(),
      state: 'waiting',
      startedAt: null,
    };
    this.#tasks.set(task.taskId, entry);
    return entry;
  }

  get(taskId: string): InFlightTask | undefined {
    return this.#tasks.get(taskId);
  }

  remove(taskId: string): void {
    this.#tasks.delete(taskId);
  }

  values(): IterableIterator<InFlightTask> {
    return this.#tasks.values();
  }
}
