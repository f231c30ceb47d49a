import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { ModuleError } from '../errors/module-error.ts';
import type { ExecutionPool, PoolListener, TaskLogLevel } from '../pool/execution-pool.ts';
import { InlinePool } from '../pool/inline-pool.ts';
import { ThreadPool } from '../pool/thread-pool.ts';
import { referenceTo } from '../pool/thread-worker.ts';
import type { Outcome } from '../task/outcome.ts';
import type { TaskStatus } from '../task/task-status.ts';
import type { Task } from '../task/task.ts';
import type { TaskLogger } from '../worker/task-context.ts';
import { loadWorkers } from '../worker/load-modules.ts';
import { namesOf, type WorkerAbc } from '../worker/worker-abc.ts';

export interface RunTaskOptions {
  /** Which worker of a module, and what `context.workerName` says. Default: the worker's first name. */
  readonly taskName?: string;
  /** Further fields of the task: `retryCount`, `workflowInstanceId`, … */
  readonly task?: Partial<Task>;
  /** Milliseconds after which the task is ended. Default: never. */
  readonly executionTimeout?: number | null;
  /** Heap limit of the thread, in megabytes. Default: Node's own. */
  readonly maxHeapMb?: number | null;
  /** Default: `thread` for a module, `inline` for a worker or class at hand, which no thread can see. */
  readonly isolation?: 'thread' | 'inline';
  /** Where `context.logger` writes. Default: nowhere. */
  readonly logger?: Pick<TaskLogger, TaskLogLevel>;
}

/** What an engine would have been told. */
export interface RunTaskResult {
  readonly status: TaskStatus;
  readonly outputData: Record<string, unknown>;
  readonly reasonForIncompletion?: string;
  /** With `IN_PROGRESS`: seconds until the engine hands the task out again. */
  readonly callbackAfterSeconds?: number;
  /** The lines of the task's log. */
  readonly logs: readonly string[];
}

/**
 * Runs one task the way a host does, without an engine: for tests of workers.
 *
 * @param worker a worker, its class, or the path of a module that exports it.
 * @throws ModuleError when the module can't be loaded, or has no worker of that name.
 */
export async function runTask(
  worker: WorkerAbc | (new () => WorkerAbc) | string,
  input: Record<string, unknown> = {},
  options: RunTaskOptions = {},
): Promise<RunTaskResult> {
  const file = typeof worker === 'string' ? resolve(worker) : undefined;
  const found =
    typeof worker === 'string' ? await pick(worker, options.taskName) : toWorker(worker);
  const name = options.taskName ?? namesOf(found)[0] ?? 'task';
  const outcome = await runIn(
    (listener) => poolFor(found, file, options, listener),
    makeTask(name, input, options),
    name,
    options,
  );
  return toResult(outcome);
}

function toWorker(worker: WorkerAbc | (new () => WorkerAbc)): WorkerAbc {
  return typeof worker === 'function' ? new worker() : worker;
}

async function pick(module: string, taskName: string | undefined): Promise<WorkerAbc> {
  const workers = await loadWorkers(module);
  const found =
    taskName === undefined
      ? workers[0]
      : workers.find((worker) => namesOf(worker).includes(taskName));
  if (found !== undefined) return found;
  const names = workers.flatMap(namesOf).join(', ');
  throw new ModuleError(
    resolve(module),
    `${resolve(module)}: no worker for ${taskName ?? 'any task'}; there are: ${names}.`,
  );
}

function makeTask(name: string, input: Record<string, unknown>, { task }: RunTaskOptions): Task {
  return {
    taskId: randomUUID(),
    workflowInstanceId: randomUUID(),
    taskDefName: name,
    taskType: name,
    referenceTaskName: name,
    status: 'IN_PROGRESS',
    retryCount: 0,
    ...task,
    inputData: input,
  };
}

function poolFor(
  worker: WorkerAbc,
  file: string | undefined,
  options: RunTaskOptions,
  listener: PoolListener,
): ExecutionPool {
  const isolation = options.isolation ?? (file === undefined ? 'inline' : 'thread');
  if (isolation === 'inline') return new InlinePool(worker, 1, listener);
  if (file === undefined) {
    throw new TypeError(
      "runTask: isolation 'thread' needs the path of the worker's module: a thread can't see an object of this one.",
    );
  }
  const { maxHeapMb = null } = options;
  const limits = { concurrency: 1, threads: 1, minThreads: 1, maxHeapMb };
  return new ThreadPool(referenceTo(worker, file), limits, listener);
}

async function runIn(
  poolWith: (listener: PoolListener) => ExecutionPool,
  task: Task,
  workerName: string,
  { executionTimeout = null, logger }: RunTaskOptions,
): Promise<Outcome> {
  let settle!: (outcome: Outcome) => void;
  const ended = new Promise<Outcome>((resolve) => (settle = resolve));
  const pool = poolWith({
    ended: (_taskId, outcome) => settle(outcome),
    notRun: () => undefined,
    logged: (_taskId, { level, message, fields = {} }) => logger?.[level](fields, message),
    trouble: (message, error) => logger?.warn({ err: error }, message),
  });
  try {
    await pool.start();
    pool.submit({ task, workerName, limitMs: executionTimeout });
    return await ended;
  } finally {
    await pool.stop();
  }
}

const statuses: Record<Outcome['kind'], TaskStatus> = {
  completed: 'COMPLETED',
  failed: 'FAILED',
  'failed-for-good': 'FAILED_WITH_TERMINAL_ERROR',
  deferred: 'IN_PROGRESS',
  'handed-back': 'IN_PROGRESS',
};

function toResult({ kind, output, reason, deferSeconds, logs }: Outcome): RunTaskResult {
  return {
    status: statuses[kind],
    outputData: JSON.parse(output) as Record<string, unknown>,
    ...(reason === undefined ? {} : { reasonForIncompletion: reason }),
    ...(deferSeconds === undefined ? {} : { callbackAfterSeconds: deferSeconds }),
    logs: logs.map(({ log }) => log),
  };
}
