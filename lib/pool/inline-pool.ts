import type { Outcome } from '../task/outcome.ts';
import type { WorkerAbc } from '../worker/worker-abc.ts';
import { defaultGraceMs } from './execution-limit.ts';
import { executeTask } from './execute-task.ts';
import type {
  Execution,
  ExecutionPool,
  PoolHealth,
  PoolListener,
  PoolSize,
  ThreadStatus,
} from './execution-pool.ts';
import { PoolTask } from './pool-task.ts';
import { RunningTask } from './running-task.ts';

export interface InlinePoolOptions {
  /** Milliseconds between a task's aborted signal and its end by force. Default: one second. */
  readonly graceMs?: number;
  /** Least level that `context.logger` passes on. Default `trace`. */
  readonly logLevel?: string;
}

interface InlineTask {
  readonly context: RunningTask;
  readonly task: PoolTask;
}

/**
 * Runs tasks on the host's own event loop: the fastest for short I/O, without protection. A task
 * that is ended by force runs on, and what it gives is ignored: there is no thread to end.
 */
export class InlinePool implements ExecutionPool {
  slots: number;
  readonly available = true;
  readonly #worker: WorkerAbc;
  readonly #listener: PoolListener;
  #options: InlinePoolOptions;
  readonly #running = new Map<string, InlineTask>();
  #stopped = false;

  constructor(
    worker: WorkerAbc,
    concurrency: number,
    listener: PoolListener,
    options: InlinePoolOptions = {},
  ) {
    this.slots = concurrency;
    this.#worker = worker;
    this.#listener = listener;
    this.#options = options;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  submit(execution: Execution): void {
    const { taskId } = execution.task;
    if (this.#stopped) {
      this.#listener.notRun(taskId);
      return;
    }
    const task = new PoolTask(execution);
    const outlet = {
      log: (_taskId, line) => void task.lines.push(line),
      record: (_taskId, record) => this.#listener.logged(taskId, record),
    } satisfies ConstructorParameters<typeof RunningTask>[1];
    const context = new RunningTask(execution, outlet, this.#options.logLevel);
    const running = { context, task };
    const ended = (outcome: Outcome): void => this.#end(taskId, running, outcome);
    this.#running.set(taskId, running);
    task.countLimit(
      this.#options.graceMs ?? defaultGraceMs,
      (reason) => context.abort(reason),
      ended,
    );
    // Later, so that a worker that does not await anything can't hold up the loop that submits.
    setImmediate(() => executeTask(this.#worker, execution, context, ended));
  }

  cancel(taskId: string, reason: Error): void {
    this.#running.get(taskId)?.context.abort(reason);
  }

  kill(taskId: string, outcome: Outcome): void {
    const running = this.#running.get(taskId);
    if (running !== undefined) this.#end(taskId, running, outcome);
  }

  resize({ concurrency }: PoolSize): void {
    this.slots = concurrency;
  }

  setLogLevel(logLevel: string): void {
    this.#options = { ...this.#options, logLevel };
  }

  threads(): readonly ThreadStatus[] {
    return [];
  }

  health(): PoolHealth {
    return { deaths: 0, restartAt: null, lastDeath: null };
  }

  stop(): Promise<void> {
    this.#stopped = true;
    for (const [taskId, { task }] of this.#running) {
      task.clearLimit();
      this.#listener.notRun(taskId);
    }
    this.#running.clear();
    return Promise.resolve();
  }

  #end(taskId: string, running: InlineTask, outcome: Outcome): void {
    if (this.#running.get(taskId) !== running) return;
    this.#running.delete(taskId);
    this.#listener.ended(taskId, running.task.close(outcome));
  }
}
