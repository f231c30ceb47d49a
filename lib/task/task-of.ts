import type { Task } from './task.ts';

/**
 * A task from an engine's JSON, completed in place by what some versions leave out. undefined when
 * it is none: without both ids its result can't be sent.
 *
 * @param taskType the one that was polled
 */
export function taskOf(value: unknown, taskType: string): Task | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const task = value as { -readonly [K in keyof Task]?: Task[K] };
  if (typeof task.taskId !== 'string' || task.taskId === '') return undefined;
  if (typeof task.workflowInstanceId !== 'string' || task.workflowInstanceId === '')
    return undefined;
  task.taskType ??= task.taskDefName ?? taskType;
  task.taskDefName ??= task.taskType;
  task.inputData ??= {};
  return task as Task;
}
