import type { TaskState } from '../task-source.ts';

/** Task.Status of Conductor's `Task.java`. */
const STATES: Readonly<Record<string, TaskState>> = {
  IN_PROGRESS: 'running',
  SCHEDULED: 'waiting',
  COMPLETED: 'completed',
  COMPLETED_WITH_ERRORS: 'completed',
  SKIPPED: 'completed',
  FAILED: 'failed',
  FAILED_WITH_TERMINAL_ERROR: 'failed',
  CANCELED: 'cancelled',
  TIMED_OUT: 'timed-out',
};

/** Reads the answer to a look-up; undefined when it is no task. */
export function readTaskState(body: string): TaskState | undefined {
  try {
    const task = JSON.parse(body) as { status?: unknown } | null;
    return typeof task?.status === 'string' ? STATES[task.status] : undefined;
  } catch {
    return undefined;
  }
}
