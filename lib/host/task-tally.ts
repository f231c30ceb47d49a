import type { Logger } from '../telemetry/logger-interface.ts';
import type { Outcome } from '../task/outcome.ts';
import type { TaskState } from '../sources/task-source.ts';
import type { HostEvents } from './host-events.ts';
import type { InFlightTask } from './in-flight.ts';
import type { TaskEvent } from './worker-host-events.ts';

/** What became of the tasks of one worker: counted, logged, and told to listeners. */
export class TaskTally {
  readonly counts = { completed: 0, failed: 0, deferred: 0, handedBack: 0, cancelled: 0 };
  lastError: string | null = null;
  /** Of the latest tasks, the last ones counting most; null = none has ended yet. */
  meanDurationMs: number | null = null;

  readonly #events: HostEvents;
  readonly #logger: Logger;

  constructor(events: HostEvents, logger: Logger) {
    this.#events = events;
    this.#logger = logger;
  }

  started(entry: InFlightTask): void {
    this.#events.emit('task:started', () => describeTask(entry));
  }

  ended(entry: InFlightTask, outcome: Outcome, durationMs: number): void {
    this.meanDurationMs =
      this.meanDurationMs === null ? durationMs : this.meanDurationMs * 0.9 + durationMs * 0.1;
    const end = (): TaskEvent & { durationMs: number } => ({ ...describeTask(entry), durationMs });
    if (outcome.kind === 'completed') {
      this.counts.completed++;
      this.#logger.debug(
        { worker: entry.queue.name, taskId: entry.task.taskId, durationMs },
        'task completed',
      );
      this.#events.emit('task:completed', end);
    } else if (outcome.kind === 'deferred') {
      this.counts.deferred++;
      const seconds = outcome.deferSeconds ?? 0;
      this.#events.emit('task:deferred', () => ({ ...end(), seconds }));
    } else {
      this.counts.failed++;
      const retryable = outcome.kind === 'failed';
      const reason = outcome.reason ?? 'no reason given';
      this.lastError = reason;
      this.#logger.warn({ ...end(), reason, retryable }, 'task failed');
      this.#events.emit('task:failed', () => ({ ...end(), reason, retryable }));
    }
  }

  handedBack(entry: InFlightTask): void {
    this.counts.handedBack++;
    this.#logger.debug({ worker: entry.queue.name, taskId: entry.task.taskId }, 'task handed back');
    this.#events.emit('task:handed-back', () => describeTask(entry));
  }

  /** The engine says that it is over there: its signal is aborted. */
  cancelled(entry: InFlightTask, state: TaskState): void {
    this.counts.cancelled++;
    this.#logger.info(
      { ...describeTask(entry), state },
      'task cancelled: it is over in the engine',
    );
    this.#events.emit('task:cancelled', () => ({ ...describeTask(entry), state }));
  }
}

export function describeTask({ task, queue }: InFlightTask): TaskEvent {
  return {
    worker: queue.name,
    taskType: task.taskType,
    taskId: task.taskId,
    workflowId: task.workflowInstanceId,
  };
}
