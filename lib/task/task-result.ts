import type { LogLine } from './log-line.ts';
import type { Task } from './task.ts';
import { TaskStatus } from './task-status.ts';

const brand = Symbol.for('worker-host.TaskResult');

/**
 * What a worker says of a task, filled step by step. Returning anything else from `execute` is a
 * short form of this: see docs/workers.md.
 */
export class TaskResult {
  taskId: string;
  workflowInstanceId: string;
  /** Default COMPLETED. IN_PROGRESS: the engine hands the task out again after `callbackAfterSeconds`. */
  status: TaskStatus = TaskStatus.COMPLETED;
  outputData: Record<string, unknown> = {};
  /** Shown with a task that did not complete; Conductor keeps the first 500 characters. */
  reasonForIncompletion?: string;
  /** With IN_PROGRESS: seconds until the engine hands the task out again; fractions are rounded up. */
  callbackAfterSeconds?: number;
  /** Lines for the task's log, after those of `context.log`. */
  logs: (LogLine | string)[] = [];
  /** Id of a sub-workflow that the worker started itself. */
  subWorkflowId?: string;
  externalOutputPayloadStoragePath?: string;

  constructor(task: Pick<Task, 'taskId' | 'workflowInstanceId'>) {
    this.taskId = task.taskId;
    this.workflowInstanceId = task.workflowInstanceId;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Sets one member of the output. */
  addOutputData(key: string, value: unknown): this {
    this.outputData[key] = value;
    return this;
  }

  /** Adds a line to the task's log. */
  log(text: string): this {
    this.logs.push({ log: text, createdTime: Date.now() });
    return this;
  }

  /** Works across duplicate installs of the package. */
  static [Symbol.hasInstance](value: unknown): boolean {
    if (this === TaskResult) return typeof value === 'object' && value !== null && brand in value;
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }
}
