import { SourceError } from '../errors/source-error.ts';
import type { TaskReference, TaskSource } from '../sources/task-source.ts';
import type { Clock } from '../task/clock.ts';
import type { Task } from '../task/task.ts';

export interface LeaseReports {
  onExtended(task: TaskReference): void;
  onFailed(task: TaskReference, error: Error): void;
}

interface Lease {
  readonly task: TaskReference;
  /** Milliseconds between two heartbeats. */
  readonly period: number;
  dueAt: number;
  /** The one under way. */
  heartbeat: Promise<void> | null;
  /** A heartbeat got no answer: the engine may still be at it. */
  doubtful: boolean;
}

/** Heartbeats at once; the others come with the next round. */
const maxUnderWay = 256;
const soonestRetryMs = 500;

/**
 * Extends the leases of tasks that take long, every third of the time that the engine waits for a
 * sign of life, until their result is accepted.
 *
 * A heartbeat must never meet a task's result: the engine writes back the whole task that it read
 * before, and the result is gone, with both requests answered 200. So who sends a result silences
 * the lease first and waits for the heartbeat under way.
 */
export class LeaseKeeper {
  readonly #source: Pick<TaskSource, 'extendLease'>;
  readonly #clock: Clock;
  readonly #reports: LeaseReports;
  readonly #leases = new Map<string, Lease>();
  readonly #silenced = new Set<string>();
  #underWay = 0;
  #closed = false;

  constructor(source: Pick<TaskSource, 'extendLease'>, clock: Clock, reports: LeaseReports) {
    this.#source = source;
    this.#clock = clock;
    this.#reports = reports;
  }

  /** Leases that are being extended. */
  get size(): number {
    return this.#leases.size;
  }

  /**
   * Takes up a task's lease once half of it is over, or a third where the worker wants heartbeats
   * (`lease_extend_enabled`). For each task in flight, now and then.
   */
  watch(task: Task, polledAt: number, wanted: boolean): void {
    const from = wanted ? periodOf(task) : periodOf(task) * 1.5;
    if (this.#clock.now() - polledAt >= from) this.keep(task, polledAt);
  }

  /** Extends a task's lease until it is forgotten. */
  keep(task: Task, polledAt: number): void {
    const { taskId, workflowInstanceId } = task;
    const period = periodOf(task);
    if (period === Infinity || this.#leases.has(taskId)) return;
    this.#leases.set(taskId, {
      task: { taskId, workflowId: workflowInstanceId },
      period,
      dueAt: polledAt + period,
      heartbeat: null,
      doubtful: false,
    });
  }

  /** Sends the heartbeats that are due. */
  beat(): void {
    const now = this.#clock.now();
    for (const [taskId, lease] of this.#leases) {
      if (this.#closed || this.#underWay >= maxUnderWay) return;
      if (lease.dueAt > now || lease.heartbeat !== null || this.#silenced.has(taskId)) continue;
      this.#underWay++;
      lease.heartbeat = this.#extend(lease).finally(() => {
        this.#underWay--;
        lease.heartbeat = null;
      });
    }
  }

  /**
   * No heartbeat of this task from here on. What it returns is to be awaited before anything else
   * is sent for the task; null = nothing is under way.
   */
  silence(taskId: string): Promise<void> | null {
    this.#silenced.add(taskId);
    return this.#leases.get(taskId)?.heartbeat ?? null;
  }

  /** Its result was not accepted: the engine still waits, and must hear of the task. */
  resume(taskId: string): void {
    this.#silenced.delete(taskId);
  }

  /** A heartbeat of this task got no answer, so it may yet overwrite what was accepted. */
  isDoubtful(taskId: string): boolean {
    return this.#leases.get(taskId)?.doubtful ?? false;
  }

  /** The task is over. */
  forget(taskId: string): void {
    this.#silenced.delete(taskId);
    this.#leases.delete(taskId);
  }

  close(): void {
    this.#closed = true;
    this.#leases.clear();
  }

  async #extend(lease: Lease): Promise<void> {
    try {
      await this.#source.extendLease(lease.task);
      lease.dueAt = this.#clock.now() + lease.period;
      this.#reports.onExtended(lease.task);
    } catch (error) {
      lease.dueAt = this.#clock.now() + Math.max(soonestRetryMs, lease.period / 4);
      if (!(error instanceof SourceError) || error.kind !== 'refused') lease.doubtful = true;
      this.#reports.onFailed(lease.task, error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Milliseconds between two heartbeats; a task without a response timeout needs none. */
function periodOf({ responseTimeoutSeconds = 0 }: Task): number {
  return responseTimeoutSeconds > 0 ? (responseTimeoutSeconds * 1000) / 3 : Infinity;
}
