import type {
  Execution,
  ExecutionPool,
  PoolHealth,
  PoolListener,
  PoolSize,
  ThreadStatus,
} from '../../lib/pool/execution-pool.ts';
import type { Outcome } from '../../lib/task/outcome.ts';

/** What pools without threads have in common; how tasks run and end is up to each. */
export abstract class ThreadlessPool implements ExecutionPool {
  slots: number;
  available = true;
  protected readonly listener: PoolListener;

  constructor(slots: number, listener: PoolListener) {
    this.slots = slots;
    this.listener = listener;
  }

  abstract submit(execution: Execution): void;
  abstract cancel(taskId: string, reason: Error): void;
  abstract kill(taskId: string, outcome: Outcome): void;
  abstract stop(): Promise<void>;

  start(): Promise<void> {
    return Promise.resolve();
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
}
