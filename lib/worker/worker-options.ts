/** What a worker's constructor may say of it. Every setting here can be overridden by file, environment and flags. */
export interface WorkerOptions {
  /** Name of the task definition, or several that share the worker's threads and are polled in turn. */
  taskDefinitionName?: string | readonly string[];
  /** Task domain; empty or absent = none. */
  domain?: string | null;
  /** Milliseconds between two empty polls. Default 100. */
  pollingInterval?: number;
  /** Milliseconds that an idle poll may wait in the engine. Default 5000. */
  pollTimeout?: number;
  /** Tasks running at once. Default: as many as threads. */
  concurrency?: number;
  /** Threads in the worker's pool; `auto` = as many as the process may use CPUs. Default 1. */
  threads?: number | 'auto';
  /** Threads kept warm when idle; 0 = none until needed. Default 1. */
  minThreads?: number;
  /** `thread`, or `inline`: on the host's own event loop, without protection. Default `thread`. */
  isolation?: 'thread' | 'inline';
  /** Free text that the engine shows with a task. Default: the host name. */
  workerId?: string;
  /** Start without polling. Default false. */
  paused?: boolean;
  /** Milliseconds after which the host ends a task; 0 = never. Default: what its definition's `timeoutSeconds` leaves. */
  executionTimeout?: number;
  /** Tell the engine while a task runs that it still does. Default false: only where its lease would run out. */
  leaseExtendEnabled?: boolean;
  /** Register the task definition at start. Default false. */
  registerTaskDef?: boolean;
  /** Replace a definition that is there already. Default true. */
  overwriteTaskDef?: boolean;
  /** Heap limit of each thread, in megabytes. Default: Node's own. */
  maxHeapMb?: number;
}
