import { taskOf } from '../../task/task-of.ts';
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
    .map((member) => taskOf(member, taskType))
    .filter((task) => task !== undefined);
  return { tasks, strange: answer.length - tasks.length };
}
