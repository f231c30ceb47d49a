/** What a worker may say of a task. `IN_PROGRESS`: hand it out again after `callbackAfterSeconds`. */
export const TaskStatus = {
  COMPLETED: 'COMPLETED',
  FAILED: 'FAILED',
  FAILED_WITH_TERMINAL_ERROR: 'FAILED_WITH_TERMINAL_ERROR',
  IN_PROGRESS: 'IN_PROGRESS',
} as const;

export type TaskStatus = (typeof TaskStatus)[keyof typeof TaskStatus];
