import type { LogLine } from '../task/log-line.ts';
import type { Outcome } from '../task/outcome.ts';
import type { WorkerAbc } from '../worker/worker-abc.ts';
import { failed } from './envelope.ts';
import { executeTask } from './execute-task.ts';
import { ExecutionLimit, limitReason } from './execution-limit.ts';
import type { Execution, ExecutionPool, PoolListener, ThreadStatus } from './execution-pool.ts';
import { RunningTask } from './running-task.ts';

interface InlineTask {
  readonly context: RunningTask;
  readonly lines: LogLine[];
  readonly limitMs: number | null;
  limit: ExecutionLimit | null;
}

/**
 * Runs tasks on the host's own event loop: the fastest for short I/O, without protection. A task
 * that is ended by force runs on, and what it gives is ignored: there is no thread to end.
 */
export class InlinePool implements ExecutionPool {
  readonly slots: number;
  readonly #worker: WorkerAbc;
  readonly #listener: PoolListener;
  readonly #running = new Map<string, InlineTask>();
  #stopped = false;

  constructor(worker: WorkerAbc, concurrency: number, listener: PoolListener) {
    this.slots = concurrency;
    this.#worker = worker;
    this.#listener = listener;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  submit({ task, workerName, limitMs }: Execution): void {
    const { taskId } = task;
    if (this.#stopped) {
      this.#listener.notRun(taskId);
      return;
    }
    const lines: LogLine[] = [];
    const context = new RunningTask(task, workerName, limitMs, {
      log: (_taskId, line) => void lines.push(line),
      record: (_taskId, record) => this.#listener.logged(taskId, record),
    });
    const running: InlineTask = { context, lines, limitMs, limit: null };
    this.#running.set(taskId, running);
    if (limitMs !== null) {
      running.limit = new ExecutionLimit(
        limitMs,
        () => context.abort(new Error(limitReason(limitMs))),
        () => this.#end(taskId, running, failed(limitReason(limitMs))),
      );
    }
    // Later, so that a worker that does not await anything can't hold up the loop that submits.
    setImmediate(() =>
      executeTask(this.#worker, task, context, (outcome) => this.#end(taskId, running, outcome)),
    );
  }

  cancel(taskId: string, reason: Error): void {
    this.#running.get(taskId)?.context.abort(reason);
  }

  kill(taskId: string, outcome: Outcome): void {
    const running = this.#running.get(taskId);
    if (running !== undefined) this.#end(taskId, running, outcome);
  }

  threads(): readonly ThreadStatus[] {
    return [];
  }

  stop(): Promise<void> {
    this.#stopped = true;
    for (const [taskId, { limit }] of this.#running) {
      limit?.clear();
      this.#listener.notRun(taskId);
    }
    this.#running.clear();
    return Promise.resolve();
  }

  #end(taskId: string, running: InlineTask, outcome: Outcome): void {
    if (this.#running.get(taskId) !== running) return;
    this.#running.delete(taskId);
    const { limit, limitMs, lines } = running;
    limit?.clear();
    const logs = lines.length === 0 ? outcome.logs : [...lines, ...outcome.logs];
    const byLimit =
      limit?.exceeded === true && limitMs !== null && outcome.kind.startsWith('failed');
    this.#listener.ended(
      taskId,
      byLimit ? failed(limitReason(limitMs), logs) : { ...outcome, logs },
    );
  }
}
