import type { Execute } from '../../lib/worker/define-worker.ts';

/** An `execute` whose tasks end when a spec says so. */
export class Gate {
  /** Ids of the tasks that run, in the order of their starts. */
  readonly running: string[] = [];
  readonly started: string[] = [];
  readonly #ends = new Map<string, (value: unknown) => void>();

  readonly execute: Execute = async (task) => {
    const { taskId } = task;
    this.running.push(taskId);
    this.started.push(taskId);
    return new Promise((resolve) => this.#ends.set(taskId, resolve));
  };

  end(taskId: string, value: unknown = {}): void {
    this.#ends.get(taskId)?.(value);
    this.running.splice(this.running.indexOf(taskId), 1);
  }

  endAll(): void {
    for (const taskId of [...this.running]) this.end(taskId);
  }
}
