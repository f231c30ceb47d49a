import type {
  Execution,
  ExecutionPool,
  PoolHealth,
  PoolListener,
  PoolSize,
  ThreadStatus,
} from '../../lib/pool/execution-pool.ts';
import type { Outcome } from '../../lib/task/outcome.ts';

export const completed: Outcome = { kind: 'completed', output: '{}', logs: [] };
export const failed: Outcome = { kind: 'failed', output: '{}', reason: 'gave up', logs: [] };

/** A pool whose tasks end when a spec says so. */
export class HandPool implements ExecutionPool {
  slots: number;
  readonly available = true;
  readonly running = new Map<string, Execution>();
  /** Every task that was submitted, in order. */
  readonly submitted: Execution[] = [];
  readonly cancelled: { readonly taskId: string; readonly reason: string }[] = [];
  readonly #listener: PoolListener;

  constructor(slots: number, listener: PoolListener) {
    this.slots = slots;
    this.#listener = listener;
  }

  end(taskId: string, outcome: Outcome = completed): void {
    if (this.running.delete(taskId)) this.#listener.ended(taskId, outcome);
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  submit(execution: Execution): void {
    this.submitted.push(execution);
    this.running.set(execution.task.taskId, execution);
  }

  cancel(taskId: string, { message }: Error): void {
    if (this.running.has(taskId)) this.cancelled.push({ taskId, reason: message });
  }

  kill(taskId: string, outcome: Outcome): void {
    this.end(taskId, outcome);
  }

  resize({ concurrency }: PoolSize): void {
    this.slots = concurrency;
  }

  setLogLevel(): void {}

  threads(): readonly ThreadStatus[] {
    return [];
  }

  health(): PoolHealth {
    return { deaths: 0, restartAt: null, lastDeath: null };
  }

  stop(): Promise<void> {
    const left = [...this.running.keys()];
    this.running.clear();
    for (const taskId of left) this.#listener.notRun(taskId);
    return Promise.resolve();
  }
}
