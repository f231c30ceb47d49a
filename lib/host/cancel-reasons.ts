import type { TaskState } from '../sources/task-source.ts';

/** What the signal of a task says that was found in this state in the engine. */
export const cancelReasons: Readonly<Record<TaskState, string>> = {
  running: 'The task was ended by the host.',
  waiting: 'The task went back to its queue.',
  completed: 'The task was completed by somebody else.',
  failed: 'The task was failed by somebody else.',
  cancelled: 'The task was cancelled: its workflow is over.',
  'timed-out': 'The task timed out in the engine.',
  gone: 'The engine no longer knows the task.',
};
