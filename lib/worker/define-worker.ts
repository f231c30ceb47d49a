import type { Task } from '../task/task.ts';
import type { TaskContext } from './task-context.ts';
import { WorkerAbc } from './worker-abc.ts';
import type { WorkerOptions } from './worker-options.ts';

export type Execute = (this: WorkerAbc, task: Task, context: TaskContext) => unknown;

/**
 * A worker from a plain function: `defineWorker('task_3', async (task, context) => ({ ok: true }))`.
 * `execute` may be sync or async and returns what `WorkerAbc.execute` may return.
 */
export function defineWorker(
  taskDefinitionName: string | readonly string[],
  execute: Execute,
  options: Omit<WorkerOptions, 'taskDefinitionName'> = {},
): WorkerAbc {
  return new FunctionWorker(taskDefinitionName, execute, options);
}

class FunctionWorker extends WorkerAbc {
  readonly #execute: Execute;

  constructor(names: string | readonly string[], execute: Execute, options: WorkerOptions) {
    super({ ...options, taskDefinitionName: names });
    this.#execute = execute;
  }

  override execute(task: Task, context: TaskContext): unknown {
    return this.#execute.call(this, task, context);
  }
}
