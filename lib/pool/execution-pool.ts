import type { Outcome } from '../task/outcome.ts';
import type { Task } from '../task/task.ts';
import type { TraceCarrier } from '../task/trace-carrier.ts';

/** A task on its way into a pool. */
export interface Execution {
  readonly task: Task;
  /** The worker's name that the task was polled for. */
  readonly workerName: string;
  /** Milliseconds from its start after which the host ends the task; null = never. */
  readonly limitMs: number | null;
  /**
   * What set the limit, for the reason. Default `execution_timeout`: "longer than its
   * execution_timeout of 5000 ms"; else "longer than the 5000 ms that the <limitName> left it".
   */
  readonly limitName?: string;
  /** The trace that spans made in `execute` join. */
  readonly trace?: TraceCarrier;
}

export type TaskLogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** A line that a task wrote to `context.logger`. */
export interface TaskLogRecord {
  readonly level: TaskLogLevel;
  readonly message: string;
  readonly fields?: Record<string, unknown>;
}

/** What a pool tells its runner. */
export interface PoolListener {
  /** The task ended; its slot is free. */
  ended(taskId: string, outcome: Outcome): void;
  /** The task did not run and won't: the pool was stopped first, or can't get a thread up. Its slot is free. */
  notRun(taskId: string): void;
  /** The task wrote to its logger. */
  logged(taskId: string, record: TaskLogRecord): void;
  /** Something went wrong that no task answers for: a thread that can't start, an error after a task's end. */
  trouble(message: string, error: unknown): void;
  /** `available` is true again. */
  recovered?(): void;
}

export interface ThreadStatus {
  readonly threadId: number | null;
  readonly state: 'starting' | 'ready' | 'retiring';
  readonly tasks: number;
  /** null = not known yet. At most a few seconds old, as long as someone asks. */
  readonly heapUsedMb: number | null;
  /** How long a message waited in the thread before its event loop got to it; grows while the thread is blocked. null = not known yet. */
  readonly eventLoopDelayMs: number | null;
}

/** How a pool's threads fare. */
export interface PoolHealth {
  /** Threads that died one after the other, without a task ending in between. */
  readonly deaths: number;
  /** When the next thread is started, in milliseconds since 1970; null = nothing is put off. */
  readonly restartAt: number | null;
  /** Why a thread died last; null = none did. */
  readonly lastDeath: string | null;
}

/** How much may run in a pool at once. */
export interface PoolSize {
  /** Tasks, over all threads. */
  readonly concurrency: number;
  readonly threads: number;
  /** Threads kept when idle. */
  readonly minThreads: number;
}

/** Where a worker's tasks run: on threads of its own, or inline. */
export interface ExecutionPool {
  /** Tasks that may run at once. */
  readonly slots: number;
  /** A task could run now. False while no thread can be had: what is submitted then waits, or is not run. */
  readonly available: boolean;
  /** Resolves when the first task could start at once. Rejects when the worker's code can't be loaded. */
  start(): Promise<void>;
  /** Runs a task. The runner never submits more than `slots` at once. */
  submit(execution: Execution): void;
  /** Aborts the signal in the task's context. */
  cancel(taskId: string, reason: Error): void;
  /** Ends the task by force, with this outcome; tasks beside it go on or run again. */
  kill(taskId: string, outcome: Outcome): void;
  /** Tasks that run go on; of threads that are too many each ends with its last task. */
  resize(size: PoolSize): void;
  /** Least level that `context.logger` passes on, for tasks that start from now on. */
  setLogLevel(level: string): void;
  threads(): readonly ThreadStatus[];
  health(): PoolHealth;
  /** Frees everything; what still runs is ended by force and reported as not run. */
  stop(): Promise<void>;
}
