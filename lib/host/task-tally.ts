import type { Outcome } from '../task/outcome.ts';
import type { EndKind } from '../status/metrics.ts';
import type { TaskState } from '../sources/task-source.ts';
import type { Task } from '../task/task.ts';
import { logsDebug } from '../telemetry/logger-interface.ts';
import { maskSecrets, secretsOfTask } from '../telemetry/mask-secrets.ts';
import type { InFlightTask } from './in-flight.ts';
import type { RunnerContext } from './runner-context.ts';
import type { TaskEvent } from './worker-host-events.ts';

type Reporters = Pick<RunnerContext, 'events' | 'logger' | 'metrics' | 'statistics'>;

interface TalliedWorker {
  /** Its name in statistics; another domain gives it another one. */
  readonly title: string;
  /** Tasks that run now. */
  readonly running: number;
}

/** What became of the tasks of one worker: counted, logged, and told to listeners. */
export class TaskTally {
  readonly counts = { completed: 0, failed: 0, deferred: 0, handedBack: 0, cancelled: 0 };
  lastError: string | null = null;
  /** Of the latest tasks, the last ones counting most; null = none has ended yet. */
  meanDurationMs: number | null = null;

  readonly #worker: TalliedWorker;
  readonly #context: Reporters;

  constructor(worker: TalliedWorker, context: Reporters) {
    this.#worker = worker;
    this.#context = context;
  }

  started(entry: InFlightTask): void {
    const { metrics, statistics, events } = this.#context;
    const { task, startedAt, polledAt } = entry;
    const waitedHereMs = (startedAt ?? polledAt) - polledAt;
    // The engine's own figure: its clock may differ from ours.
    const queueWaitMs = (task.queueWaitTime ?? 0) + waitedHereMs;
    metrics.started(task.taskType, queueWaitMs, waitedHereMs);
    statistics.started(this.#worker.title, queueWaitMs, this.#worker.running);
    events.emit('task:started', () => describeTask(entry));
  }

  ended(entry: InFlightTask, outcome: Outcome, durationMs: number): void {
    const { metrics, statistics, events, logger } = this.#context;
    // What ran to its end is never handed back.
    const kind = outcome.kind as EndKind;
    const told = outcome.reason === undefined ? null : tellable(outcome.reason, entry.task);
    entry.trace?.ended(told === null ? outcome : { ...outcome, reason: told });
    metrics.ended(entry.task.taskType, kind, durationMs, outcome.errorName);
    statistics.ended(this.#worker.title, kind, durationMs, this.#worker.running);
    this.meanDurationMs =
      this.meanDurationMs === null ? durationMs : this.meanDurationMs * 0.9 + durationMs * 0.1;
    const end = (): TaskEvent & { durationMs: number } => ({ ...describeTask(entry), durationMs });
    if (outcome.kind === 'completed') {
      this.counts.completed++;
      if (logsDebug(logger)) logger.debug(end(), 'task completed');
      events.emit('task:completed', end);
    } else if (outcome.kind === 'deferred') {
      this.counts.deferred++;
      const seconds = outcome.deferSeconds ?? 0;
      events.emit('task:deferred', () => ({ ...end(), seconds }));
    } else {
      this.counts.failed++;
      const reason = told ?? 'no reason given';
      const retryable = outcome.kind === 'failed';
      this.lastError = reason;
      if (outcome.timedOut === true) metrics.timedOut(entry.task.taskType);
      statistics.failed({
        ...describeTask(entry),
        at: new Date().toISOString(),
        reason,
        retryable,
      });
      logger.warn({ ...end(), reason, retryable }, 'task failed');
      events.emit('task:failed', () => ({ ...end(), reason, retryable }));
    }
  }

  handedBack(entry: InFlightTask): void {
    const { metrics, events, logger } = this.#context;
    this.counts.handedBack++;
    entry.trace?.ended({ kind: 'handed-back' });
    metrics.handedBack(entry.task.taskType);
    logger.debug(describeTask(entry), 'task handed back');
    events.emit('task:handed-back', () => describeTask(entry));
  }

  /** The engine says that it is over there: its signal is aborted. */
  cancelled(entry: InFlightTask, state: TaskState): void {
    const { metrics, events, logger } = this.#context;
    this.counts.cancelled++;
    metrics.cancelled(entry.task.taskType);
    logger.info({ ...describeTask(entry), state }, 'task cancelled: it is over in the engine');
    events.emit('task:cancelled', () => ({ ...describeTask(entry), state }));
  }
}

/** A worker's message may hold a secret that the engine gave the task: only the engine gets it whole. */
function tellable(reason: string, task: Task): string {
  return maskSecrets(reason, secretsOfTask(task));
}

export function describeTask({ task, queue }: InFlightTask): TaskEvent {
  return {
    worker: queue.name,
    taskType: task.taskType,
    taskId: task.taskId,
    workflowId: task.workflowInstanceId,
  };
}
