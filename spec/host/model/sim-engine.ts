import type { PollRequest, TaskState } from '../../../lib/sources/task-source.ts';
import type { EncodedResult } from '../../../lib/sources/task-source.ts';
import { sourceError } from '../../delivery/fake-engine.ts';
import type { Task } from '../../../lib/task/task.ts';
import type { SimClock } from './sim-clock.ts';

/** One attempt at a job: what a task id stands for. */
export interface Attempt {
  readonly taskId: string;
  readonly job: number;
  readonly leaseMs: number;
  state: TaskState;
  /** Not handed out before. */
  readyAt: number;
  updatedAt: number;
  pollCount: number;
}

interface HeldPoll {
  readonly count: number;
  readonly answer: (tasks: Task[]) => void;
}

const sweepMs = 500;
const maxAttempts = 4;

/**
 * Conductor's queue as a worker sees it: attempts with leases, results that are ignored once a
 * task is over, and heartbeats that write back the whole task they have read.
 */
export class SimEngine {
  readonly attempts = new Map<string, Attempt>();
  /** Tasks whose final result got here, whether it had an effect or not. */
  readonly seen = new Set<string>();
  readonly #clock: SimClock;
  #held: HeldPoll[] = [];
  #repeated: { readonly task: Task; readonly at: number }[] = [];
  #jobs = 0;

  constructor(clock: SimClock) {
    this.#clock = clock;
    this.#sweep();
  }

  put(leaseMs: number): void {
    this.#schedule(this.#jobs++, 0, leaseMs);
  }

  /** Hands these tasks out once more after `ms`, unless they are over by then. */
  repeat(tasks: readonly Task[], ms: number): void {
    const at = this.#clock.now() + ms;
    for (const task of tasks) this.#repeated.push({ task, at });
  }

  cancel(taskId: string): void {
    const attempt = this.attempts.get(taskId);
    if (attempt !== undefined && !isOver(attempt)) attempt.state = 'cancelled';
  }

  poll({ count, waitMs }: PollRequest): Promise<Task[]> {
    const tasks = this.#take(count);
    if (tasks.length > 0 || waitMs === 0) return Promise.resolve(tasks);
    return new Promise((resolve) => {
      const held: HeldPoll = {
        count,
        answer: (late) => {
          timer.cancel();
          this.#held = this.#held.filter((each) => each !== held);
          resolve(late);
        },
      };
      const timer = this.#clock.setTimeout(() => held.answer([]), waitMs);
      this.#held.push(held);
    });
  }

  deliver({ taskId, kind }: EncodedResult): void {
    const attempt = this.#find(taskId);
    if (kind !== 'deferred' && kind !== 'handed-back') this.seen.add(taskId);
    if (isOver(attempt)) return;
    attempt.updatedAt = this.#clock.now();
    if (kind === 'completed') attempt.state = 'completed';
    else if (kind === 'failed') this.#fail(attempt, 'failed');
    else if (kind === 'failed-for-good') attempt.state = 'failed';
    else {
      attempt.state = 'waiting';
      attempt.readyAt = this.#clock.now() + (kind === 'deferred' ? 300 : 0);
      this.#feed();
    }
  }

  /** @returns what the engine writes in the end: the task as it was read. */
  beginHeartbeat(taskId: string): () => void {
    const attempt = this.#find(taskId);
    const { state, readyAt } = attempt;
    return () => {
      if (state === 'running')
        Object.assign(attempt, { state, readyAt, updatedAt: this.#clock.now() });
    };
  }

  stateOf(taskId: string): TaskState {
    return this.attempts.get(taskId)?.state ?? 'gone';
  }

  #find(taskId: string): Attempt {
    const attempt = this.attempts.get(taskId);
    if (attempt === undefined) throw sourceError('refused');
    return attempt;
  }

  #schedule(job: number, n: number, leaseMs: number): void {
    const taskId = `job${job}.${n}`;
    const now = this.#clock.now();
    const queued = { state: 'waiting', readyAt: now, updatedAt: now, pollCount: 0 } as const;
    this.attempts.set(taskId, { taskId, job, leaseMs, ...queued });
    this.#feed();
  }

  #fail(attempt: Attempt, state: TaskState): void {
    attempt.state = state;
    const n = Number(attempt.taskId.split('.')[1]) + 1;
    if (n < maxAttempts && !this.attempts.has(`job${attempt.job}.${n}`)) {
      this.#schedule(attempt.job, n, attempt.leaseMs);
    }
  }

  #sweep(): void {
    const now = this.#clock.now();
    for (const attempt of this.attempts.values()) {
      const { state, leaseMs, updatedAt } = attempt;
      if (state === 'running' && leaseMs > 0 && now - updatedAt >= leaseMs) {
        this.#fail(attempt, 'timed-out');
      }
    }
    this.#feed();
    this.#clock.setTimeout(() => this.#sweep(), sweepMs);
  }

  #feed(): void {
    for (const held of this.#held) {
      const tasks = this.#take(held.count);
      if (tasks.length > 0) held.answer(tasks);
    }
  }

  #take(count: number): Task[] {
    const now = this.#clock.now();
    const tasks = this.#takeRepeated(now);
    for (const attempt of this.attempts.values()) {
      if (tasks.length >= count) break;
      if (attempt.state !== 'waiting' || attempt.readyAt > now) continue;
      Object.assign(attempt, { state: 'running', updatedAt: now });
      attempt.pollCount++;
      tasks.push(taskOf(attempt));
    }
    return tasks;
  }

  #takeRepeated(now: number): Task[] {
    const due = this.#repeated.filter(({ at }) => at <= now);
    this.#repeated = this.#repeated.filter(({ at }) => at > now);
    return due.map(({ task }) => task).filter(({ taskId }) => this.stateOf(taskId) === 'running');
  }
}

export function isOver({ state }: Attempt): boolean {
  return state !== 'waiting' && state !== 'running';
}

function taskOf({ taskId, job, leaseMs, pollCount }: Attempt): Task {
  return {
    taskId,
    workflowInstanceId: `workflow${job}`,
    taskDefName: 'a',
    taskType: 'a',
    inputData: {},
    pollCount,
    // As where an engine looks into a queue now and then: a second probe stands beside the first.
    ...(job % 2 === 0 && { queueWaitTime: 60 }),
    ...(job % 4 === 3 && { externalInputPayloadStoragePath: 'elsewhere' }),
    ...(leaseMs > 0 && { responseTimeoutSeconds: leaseMs / 1000 }),
  };
}
