import type { LogLine } from '../task/log-line.ts';
import type { TaskContext, TaskLogger } from '../worker/task-context.ts';
import type { Execution, TaskLogRecord } from './execution-pool.ts';
import { taskLogger } from './task-logger.ts';

/** Where the lines of a running task go. */
export interface TaskOutlet {
  log(taskId: string, line: LogLine): void;
  record(taskId: string, record: TaskLogRecord): void;
}

/**
 * The context of one running task. What few tasks ask for (signal, logger) is made when it is
 * asked for; `log` is bound, since people take it out of the object.
 */
export class RunningTask implements TaskContext {
  readonly taskId: string;
  readonly workflowId: string;
  readonly attempt: number;
  readonly workerName: string;
  readonly deadline: Date | null;
  readonly log: (text: unknown) => void;

  readonly #outlet: TaskOutlet;
  readonly #logLevel: string;
  #abort: AbortController | null = null;
  #abortReason: Error | null = null;
  #logger: TaskLogger | null = null;

  constructor(
    { task, workerName, limitMs }: Execution,
    outlet: TaskOutlet,
    logLevel: string = 'trace',
  ) {
    this.taskId = task.taskId;
    this.workflowId = task.workflowInstanceId;
    this.attempt = (task.retryCount ?? 0) + 1;
    this.workerName = workerName;
    this.deadline = limitMs === null ? null : new Date(Date.now() + limitMs);
    this.#outlet = outlet;
    this.#logLevel = logLevel;
    this.log = (text) => outlet.log(this.taskId, { log: String(text), createdTime: Date.now() });
  }

  get signal(): AbortSignal {
    if (this.#abort === null) {
      this.#abort = new AbortController();
      if (this.#abortReason !== null) this.#abort.abort(this.#abortReason);
    }
    return this.#abort.signal;
  }

  get logger(): TaskLogger {
    this.#logger ??= taskLogger(
      (record) => this.#outlet.record(this.taskId, record),
      this.#logLevel,
    );
    return this.#logger;
  }

  abort(reason: Error): void {
    this.#abortReason = reason;
    this.#abort?.abort(reason);
  }
}
