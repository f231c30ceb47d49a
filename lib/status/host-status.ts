import type { PoolHealth, ThreadStatus } from '../pool/execution-pool.ts';

/**
 * - `idle`: made, not started.
 * - `starting`: `start()` was called; settings, pools and the first polls come up.
 * - `running`: every runner polls.
 * - `draining`: no new polls; tasks in flight finish and are delivered.
 * - `stopped`: over, in order.
 * - `failed`: `start()` was rejected.
 */
export type HostState = 'idle' | 'starting' | 'running' | 'draining' | 'stopped' | 'failed';

/** What a host does right now, as plain data. Times are ISO 8601. */
export interface WorkerHostStatus {
  readonly state: HostState;
  readonly version: string;
  readonly startedAt: string | null;
  readonly engine: {
    readonly description: string | null;
    /** null = nothing was asked yet. */
    readonly reachable: boolean | null;
    readonly since: string | null;
    readonly answeredAt: string | null;
    readonly lastError: string | null;
  };
  /** Results in memory that the engine has not accepted yet. */
  readonly delivery: { readonly pending: number };
  /** Results on disk; null = there is no outbox. */
  readonly outbox: {
    readonly directory: string;
    readonly stored: number;
    readonly bytes: number;
    readonly oldestAt: string | null;
  } | null;
  /** How many tasks the host extends the lease of. */
  readonly leases: { readonly extended: number };
  readonly workers: readonly WorkerStatus[];
}

export interface WorkerStatus {
  /** Names of the task definitions it polls. */
  readonly names: readonly string[];
  readonly domain: string | null;
  readonly isolation: 'thread' | 'inline';
  readonly state: 'polling' | 'paused' | 'stopped';
  readonly concurrency: number;
  readonly pollingInterval: number;
  readonly maxThreads: number;
  readonly threads: readonly ThreadStatus[];
  /** How its threads fare: those that die again and again are started later and later. */
  readonly health: PoolHealth;
  readonly running: number;
  /** Polled ahead, not started. */
  readonly waiting: number;
  readonly delivering: number;
  readonly freeSlots: number;
  readonly completed: number;
  readonly failed: number;
  readonly deferred: number;
  readonly handedBack: number;
  /** Ended because they were over in the engine. */
  readonly cancelled: number;
  /** Milliseconds, of the last minutes; null = no task has ended. */
  readonly executionMs: Percentiles | null;
  /** Milliseconds from scheduled to started. */
  readonly queueWaitMs: Percentiles | null;
  /** Where its polls stand: the engine holds one, tasks flow, or the worker waits for a slot or after a failure. */
  readonly pollPace: 'held' | 'flowing' | 'pausing' | 'full' | 'backing-off';
  readonly lastPollAt: string | null;
  readonly lastTaskAt: string | null;
  readonly lastError: string | null;
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** A task that runs now. */
export interface RunningTask {
  readonly worker: string;
  readonly taskType: string;
  readonly taskId: string;
  readonly workflowId: string;
  readonly startedAt: string;
  readonly runningMs: number;
  readonly attempt: number;
}

/** A task that failed. */
export interface TaskFailure {
  readonly at: string;
  readonly worker: string;
  readonly taskType: string;
  readonly taskId: string;
  readonly workflowId: string;
  readonly reason: string;
  readonly retryable: boolean;
}
