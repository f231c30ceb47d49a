import type { ExecutionPool, PoolListener, TaskLogRecord } from '../../lib/pool/execution-pool.ts';
import type { ThreadPoolOptions } from '../../lib/pool/thread-pool-options.ts';
import { ThreadPool } from '../../lib/pool/thread-pool.ts';
import type { Outcome } from '../../lib/task/outcome.ts';
import type { Task } from '../../lib/task/task.ts';

export function makeTask(taskId: string, inputData: Record<string, unknown> = {}): Task {
  return {
    taskId,
    workflowInstanceId: 'workflow',
    taskDefName: 'probe',
    taskType: 'probe',
    inputData,
  };
}

/** A pool and all that it told its listener. */
export class PoolProbe implements PoolListener {
  readonly pool: ExecutionPool;
  readonly order: string[] = [];
  readonly outcomes = new Map<string, Outcome>();
  readonly notRunIds: string[] = [];
  readonly records: TaskLogRecord[] = [];
  readonly troubles: string[] = [];
  recoveries = 0;
  /** Called with each end, as a runner's code is: it may submit. */
  onEnded: ((taskId: string) => void) | undefined;

  readonly #waiting = new Map<string, (outcome: Outcome) => void>();

  constructor(make: (listener: PoolListener) => ExecutionPool) {
    this.pool = make(this);
  }

  submit(taskId: string, input: Record<string, unknown>, limitMs: number | null = null): void {
    this.pool.submit({ task: makeTask(taskId, input), workerName: 'probe', limitMs });
  }

  /** Resolves with the task's outcome. */
  run(
    taskId: string,
    input: Record<string, unknown>,
    limitMs: number | null = null,
  ): Promise<Outcome> {
    const outcome = this.outcome(taskId);
    this.submit(taskId, input, limitMs);
    return outcome;
  }

  /** The outcome of a task that is about to be submitted. */
  outcome(taskId: string): Promise<Outcome> {
    return new Promise((resolve) => this.#waiting.set(taskId, resolve));
  }

  /** The output of a task that has to complete. */
  async output(taskId: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    const { kind, output, reason } = await this.run(taskId, input);
    if (kind !== 'completed') throw new Error(`${taskId} ${kind}: ${String(reason)}`);
    return JSON.parse(output) as Record<string, unknown>;
  }

  ended(taskId: string, outcome: Outcome): void {
    if (this.outcomes.has(taskId)) throw new Error(`${taskId} ended twice`);
    this.order.push(taskId);
    this.outcomes.set(taskId, outcome);
    this.#waiting.get(taskId)?.(outcome);
    this.onEnded?.(taskId);
  }

  notRun(taskId: string): void {
    this.notRunIds.push(taskId);
  }

  logged(_taskId: string, record: TaskLogRecord): void {
    this.records.push(record);
  }

  recovered(): void {
    this.recoveries++;
  }

  trouble(_message: string, error: unknown): void {
    this.troubles.push(error instanceof Error ? error.message : String(error));
  }
}

export interface ThreadedOptions extends Partial<ThreadPoolOptions> {
  readonly file: string;
  readonly name: string;
}

export function threaded({ file, name, ...options }: ThreadedOptions): PoolProbe {
  const defaults = { concurrency: 4, threads: 1, minThreads: 1, maxHeapMb: null };
  const reference = { file, names: [name], domain: null };
  return new PoolProbe(
    (listener) => new ThreadPool(reference, { ...defaults, ...options }, listener),
  );
}
