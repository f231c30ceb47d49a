import type { ThreadStatus } from '../pool/execution-pool.ts';

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
  readonly lastPollAt: string | null;
  readonly lastTaskAt: string | null;
  readonly lastError: string | null;
}
