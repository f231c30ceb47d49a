import type { Execution } from '../../lib/pool/execution-pool.ts';
import type { Outcome } from '../../lib/task/outcome.ts';
import { ThreadlessPool } from './threadless-pool.ts';

export const completed: Outcome = { kind: 'completed', output: '{}', logs: [] };
export const failed: Outcome = { kind: 'failed', output: '{}', reason: 'gave up', logs: [] };

/** A pool whose tasks end when a spec says so. */
export class HandPool extends ThreadlessPool {
  readonly running = new Map<string, Execution>();
  /** Every task that was submitted, in order. */
  readonly submitted: Execution[] = [];
  readonly cancelled: { readonly taskId: string; readonly reason: string }[] = [];

  end(taskId: string, outcome: Outcome = completed): void {
    if (this.running.delete(taskId)) this.listener.ended(taskId, outcome);
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

  stop(): Promise<void> {
    const left = [...this.running.keys()];
    this.running.clear();
    for (const taskId of left) this.listener.notRun(taskId);
    return Promise.resolve();
  }
}
