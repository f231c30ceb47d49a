import type { Execution } from './execution-pool.ts';

export interface WaitingTask {
  readonly execution: Execution;
  /** To run alone on its thread: it may have been the one that killed the last. */
  readonly alone: boolean;
  cancelReason: Error | null;
}

/** Tasks of a pool that wait for a thread, in the order in which they get one. */
export class WaitingTasks {
  #tasks: WaitingTask[] = [];

  get first(): WaitingTask | undefined {
    return this.#tasks[0];
  }

  add(task: WaitingTask): void {
    this.#tasks.push(task);
  }

  shift(): void {
    this.#tasks.shift();
  }

  find(taskId: string): WaitingTask | undefined {
    return this.#tasks.find(({ execution }) => execution.task.taskId === taskId);
  }

  /** @returns whether it was here. */
  remove(taskId: string): boolean {
    const task = this.find(taskId);
    this.#tasks = this.#tasks.filter((other) => other !== task);
    return task !== undefined;
  }

  /** Empties the list. @returns the ids of those that were in it. */
  clear(): readonly string[] {
    return this.#tasks.splice(0).map(({ execution }) => execution.task.taskId);
  }
}
