import { AsyncLocalStorage } from 'node:async_hooks';
import type { Outcome } from '../task/outcome.ts';
import type { Task } from '../task/task.ts';
import { TextTask } from '../task/text-task.ts';
import type { WorkerAbc } from '../worker/worker-abc.ts';
import { failedForGood, outcomeOfThrow, messageOf } from './envelope.ts';
import { executeTask } from './execute-task.ts';
import { RunningTask, type TaskOutlet } from './running-task.ts';
import { forbidExit } from './thread-exit.ts';
import type { SessionInit, SessionReport, TaskMessage } from './thread-messages.ts';

/**
 * The tasks of one thread: runs them, reports their ends several per message, and finds out which
 * of them an uncaught error belongs to, so that the others can go on.
 */
export class TaskDesk implements TaskOutlet {
  /** Of `context.logger`, for tasks that start from now on. */
  logLevel: string;
  readonly #worker: WorkerAbc;
  readonly #report: (message: SessionReport) => void;
  readonly #running = new Map<string, RunningTask>();
  /** Tells which task an uncaught error came from. Not used where only one can be running: it costs. */
  readonly #origin: AsyncLocalStorage<string> | null;

  #outcomes: [string, Outcome][] = [];
  #flushed = 0;
  #flushing = false;

  constructor(
    worker: WorkerAbc,
    { shared, logLevel }: Pick<SessionInit, 'shared' | 'logLevel'>,
    report: (message: SessionReport) => void,
  ) {
    this.#worker = worker;
    this.#report = report;
    this.logLevel = logLevel;
    this.#origin = shared ? new AsyncLocalStorage() : null;
    forbidExit();
    process.on('uncaughtException', this.#onUncaught);
  }

  take(messages: readonly TaskMessage[]): void {
    for (const message of messages) this.#start(message);
  }

  cancel(taskId: string, reason: string): void {
    this.#running.get(taskId)?.abort(new Error(reason));
  }

  close(): void {
    process.off('uncaughtException', this.#onUncaught);
  }

  log(taskId: string, line: { log: string; createdTime: number }): void {
    // At once: the next thing the task does may be to kill its thread.
    this.#report({ kind: 'line', taskId, line });
  }

  record(taskId: string, record: Extract<SessionReport, { kind: 'record' }>['record']): void {
    this.#report({ kind: 'record', taskId, record });
  }

  #start(message: TaskMessage): void {
    const { taskId, limitMs } = message;
    const task = this.#read(message);
    if (task === null) return;
    const execution = { ...message, task };
    const context = new RunningTask(execution, this, this.logLevel);
    this.#running.set(taskId, context);
    if (limitMs !== null) this.#report({ kind: 'started', taskId });
    const run = (): void =>
      executeTask(this.#worker, execution, context, (outcome) => this.#end(context, outcome));
    if (this.#origin === null) run();
    else this.#origin.run(taskId, run);
  }

  #read({ taskId, task, workerName }: TaskMessage): Task | null {
    if (typeof task !== 'string') return task;
    try {
      return TextTask.parse(task, workerName);
    } catch (error) {
      this.#outcomes.push([taskId, failedForGood(`The task can't be read: ${messageOf(error)}`)]);
      this.#flush();
      return null;
    }
  }

  #end(context: RunningTask, outcome: Outcome): void {
    // An uncaught error may have ended the task before its own code did.
    if (this.#running.get(context.taskId) !== context) return;
    this.#running.delete(context.taskId);
    this.#outcomes.push([context.taskId, outcome]);
    // Short tasks share a message; after a long one nothing waits for the next one's end.
    if (performance.now() - this.#flushed > 1) this.#flush();
    else if (!this.#flushing) {
      this.#flushing = true;
      setImmediate(() => {
        this.#flushing = false;
        if (this.#outcomes.length > 0) this.#flush();
      });
    }
  }

  #flush(): void {
    this.#flushed = performance.now();
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    this.#report({ kind: 'ended', outcomes });
  }

  /** Node reports a rejection that nobody handles here as well. */
  readonly #onUncaught = (error: unknown): void => {
    const guilty = this.#guilty();
    // First of all: the slot that the guilty one frees must not be filled again here.
    this.#report({ kind: 'tainted', message: guilty === undefined ? messageOf(error) : null });
    if (guilty !== undefined) this.#end(guilty, outcomeOfThrow(error, []));
  };

  #guilty(): RunningTask | undefined {
    const taskId = this.#origin?.getStore();
    if (taskId !== undefined) return this.#running.get(taskId);
    if (this.#running.size !== 1) return undefined;
    const [only] = this.#running.values();
    return only;
  }
}
