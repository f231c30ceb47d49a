import type { Task } from '../../lib/task/task.ts';

/** A task as a poll brings it. */
export function taskOf(taskId: string, more: Partial<Task> = {}): Task {
  return {
    taskId,
    workflowInstanceId: `workflow of ${taskId}`,
    taskDefName: 'a',
    taskType: 'a',
    inputData: {},
    ...more,
  };
}
