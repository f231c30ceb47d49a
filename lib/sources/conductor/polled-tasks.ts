import type { Task } from '../../task/task.ts';

/** Tasks of a poll's answer, and how many members of it are none. */
export interface PolledTasks {
  readonly tasks: readonly Task[];
  readonly strange: number;
}

const NONE: PolledTasks = { tasks: [], strange: 0 };

/**
 * Reads the answer to a batch poll; undefined when it is none. An empty body and `null` are what
 * older servers say of an empty queue.
 */
export function readPolledTasks(body: string, taskType: string): PolledTasks | undefined {
  if (body === '' || body === '[]') return NONE;
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (answer === null) return NONE;
  if (!Array.isArray(answer)) return undefined;
  const tasks = answer
    .map((member) => toTask(member, taskType))
    .filter((task) => task !== undefined);
  return { tasks, strange: answer.length - tasks.length };
}

/** Without both ids a task's result can't be sent, so it is none. */
function toTask(member: unknown, taskType: string): Task | undefined {
  if (typeof member !== 'object' || member === null) return undefined;
  const task = member as { -readonly [K in keyof Task]?: Task[K] };
  if (typeof task.taskId !== 'string' || task.taskId === '') return undefined;
  if (typeof task.workflowInstanceId !== 'string' || task.workflowInstanceId === '')
    return undefined;
  task.taskType ??= task.taskDefName ?? taskType;
  task.taskDefName ??= task.taskType;
  task.inputData ??= {};
  return task as Task;
}
