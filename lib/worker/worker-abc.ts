import { TaskResult } from '../task/task-result.ts';
import type { Task } from '../task/task.ts';
import { callerModule } from './caller-module.ts';
import type { TaskContext } from './task-context.ts';
import type { WorkerOptions } from './worker-options.ts';
import { noteConstructed } from './worker-registry.ts';

const brand = Symbol.for('worker-host.WorkerAbc');

/**
 * The class that users extend: one task definition name (or a list of them) and one `execute`.
 *
 * A thread makes its own instance by importing the module that made this one, so a worker keeps
 * no state that must be shared between threads.
 */
export abstract class WorkerAbc {
  /** What the constructor was given. */
  readonly options: Readonly<WorkerOptions>;

  constructor(nameOrOptions: string | readonly string[] | WorkerOptions = {}) {
    this.options = isNames(nameOrOptions) ? { taskDefinitionName: nameOrOptions } : nameOrOptions;
    Object.defineProperty(this, brand, { value: { module: callerModule() } });
    noteConstructed(this);
  }

  /**
   * Runs one task; may be sync or async.
   *
   * @returns a `TaskResult`; or a plain object = COMPLETED with that output; or nothing = COMPLETED
   * with `{}`; or any other JSON value = COMPLETED with `{ result: value }`.
   * @throws to fail the task: FAILED, or without retries with a `NonRetryableError`.
   */
  abstract execute(task: Task, context: TaskContext): unknown;

  /** Name, or names polled in turn. Overriding it wins over the option. */
  getTaskDefinitionName(): string | readonly string[] {
    return this.options.taskDefinitionName ?? [];
  }

  getDomain(): string | null | undefined {
    return this.options.domain;
  }

  /** Seconds between two empty polls. */
  getPollingIntervalInSeconds(): number {
    return (this.options.pollingInterval ?? 100) / 1000;
  }

  /** The worker id that the engine shows. */
  getIdentity(): string | undefined {
    return this.options.workerId;
  }

  /** Asked before each poll when overridden. */
  paused(): boolean {
    return this.options.paused ?? false;
  }

  getTaskResultFromTask(task: Task): TaskResult {
    return new TaskResult(task);
  }

  /** Works across duplicate installs of the package. */
  static [Symbol.hasInstance](value: unknown): boolean {
    if (this === WorkerAbc) return typeof value === 'object' && value !== null && brand in value;
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }
}

const inherited = Symbol.for('worker-host.inherited');
for (const name of ['getDomain', 'getIdentity', 'paused', 'getPollingIntervalInSeconds'] as const) {
  Object.defineProperty(Reflect.get(WorkerAbc.prototype, name), inherited, {
    value: true,
  });
}

/** Whether a subclass brings a method of its own. Works across duplicate installs, which have a base class each. */
export function overrides(
  worker: WorkerAbc,
  method: 'getDomain' | 'getIdentity' | 'paused' | 'getPollingIntervalInSeconds',
): boolean {
  const own: unknown = Reflect.get(worker, method);
  return typeof own === 'function' && !(inherited in own);
}

export function isWorker(value: unknown): value is WorkerAbc {
  return value instanceof WorkerAbc;
}

/** The file whose code made the worker, where it can be told: what threads import. */
export function moduleOf(worker: WorkerAbc): string | undefined {
  return (worker as unknown as Record<symbol, { module: string | undefined }>)[brand]?.module;
}

/** Says where a worker comes from when that is known better than by the call that made it. */
export function setModule(worker: WorkerAbc, file: string): void {
  const info = (worker as unknown as Record<symbol, { module: string | undefined }>)[brand];
  if (info !== undefined) info.module = file;
}

/** The worker's names, as a list. */
export function namesOf(worker: WorkerAbc): readonly string[] {
  const names = worker.getTaskDefinitionName();
  return typeof names === 'string' ? [names] : names;
}

function isNames(value: unknown): value is string | readonly string[] {
  return typeof value === 'string' || Array.isArray(value);
}
