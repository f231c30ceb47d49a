export interface ThreadPoolOptions {
  /** Tasks at once, over all threads. */
  readonly concurrency: number;
  readonly threads: number;
  /** Threads kept when idle. */
  readonly minThreads: number;
  readonly maxHeapMb: number | null;
  /** Milliseconds that a thread may be idle before it goes. Default: a minute. */
  readonly idleTimeout?: number;
  /** Milliseconds that a thread may take to load the worker's module. Default: a minute. */
  readonly startTimeout?: number;
  /** Milliseconds between a task's aborted signal and its end by force. Default: one second. */
  readonly graceMs?: number;
  /** Least level that `context.logger` passes on. Default `trace`. */
  readonly logLevel?: string;
}
