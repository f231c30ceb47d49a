/** What `execute` gets beside the task. */
export interface TaskContext {
  /** Aborted when the task should end early: cancelled in the engine, deadline, forced stop. `signal.reason` says which. */
  readonly signal: AbortSignal;
  readonly taskId: string;
  readonly workflowId: string;
  /** 1 at the first attempt, one more with each retry. */
  readonly attempt: number;
  /** When the host ends the task; null = never. */
  readonly deadline: Date | null;
  /** Name of the task definition that this task was polled for. */
  readonly workerName: string;
  /** Logs to the host's log, bound to the task. */
  readonly logger: TaskLogger;
  /** Adds a line to the task's log in the engine; any number of lines, also when the task fails. */
  log(text: string): void;
}

type LogMethod = {
  (message: string, ...args: unknown[]): void;
  (fields: object, message?: string, ...args: unknown[]): void;
};

/** The part of pino's interface that a task needs. */
export interface TaskLogger {
  /** Least level that is written; `silent` for none. Begins as the host's. */
  level: string;
  readonly trace: LogMethod;
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  readonly fatal: LogMethod;
  readonly silent: LogMethod;
  isLevelEnabled(level: string): boolean;
  /** A logger that adds these fields to each line. */
  child(fields: object, options?: { readonly level?: string }): TaskLogger;
}
