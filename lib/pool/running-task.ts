import { format } from 'node:util';
import type { LogLine } from '../task/log-line.ts';
import type { Task } from '../task/task.ts';
import type { TaskContext, TaskLogger } from '../worker/task-context.ts';
import type { TaskLogRecord } from './execution-pool.ts';

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
  #abort: AbortController | null = null;
  #abortReason: Error | null = null;
  #logger: TaskLogger | null = null;

  constructor(task: Task, workerName: string, limitMs: number | null, outlet: TaskOutlet) {
    this.taskId = task.taskId;
    this.workflowId = task.workflowInstanceId;
    this.attempt = (task.retryCount ?? 0) + 1;
    this.workerName = workerName;
    this.deadline = limitMs === null ? null : new Date(Date.now() + limitMs);
    this.#outlet = outlet;
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
    this.#logger ??= taskLogger((record) => this.#outlet.record(this.taskId, record));
    return this.#logger;
  }

  abort(reason: Error): void {
    this.#abortReason = reason;
    this.#abort?.abort(reason);
  }
}

function taskLogger(send: (record: TaskLogRecord) => void): TaskLogger {
  const method =
    (level: TaskLogRecord['level']) =>
    (first: unknown, ...rest: unknown[]): void => {
      if (typeof first !== 'object' || first === null) {
        send({ level, message: format(first, ...rest) });
      } else {
        const text = rest.length === 0 && first instanceof Error ? [first.message] : rest;
        send({ level, message: format(...text), fields: plainFields(first) });
      }
    };
  return {
    trace: method('trace'),
    debug: method('debug'),
    info: method('info'),
    warn: method('warn'),
    error: method('error'),
    fatal: method('fatal'),
  };
}

// Only what can cross a thread's border: errors as text, the rest as JSON.
function plainFields(fields: object): Record<string, unknown> {
  if (fields instanceof Error) return { err: describeError(fields) };
  const plain = Object.entries(fields).map(([key, value]): [string, unknown] => [
    key,
    value instanceof Error ? describeError(value) : value,
  ]);
  try {
    return JSON.parse(JSON.stringify(Object.fromEntries(plain))) as Record<string, unknown>;
  } catch {
    return { unloggable: 'fields that JSON can not hold' };
  }
}

function describeError(error: Error): { type: string; message: string; stack: string } {
  return { type: error.name, message: error.message, stack: error.stack ?? '' };
}
