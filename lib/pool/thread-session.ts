import { ModuleError } from '../errors/module-error.ts';
import { ThreadError } from '../errors/thread-error.ts';
import type { Outcome } from '../task/outcome.ts';
import { TextTask } from '../task/text-task.ts';
import { failedForGood } from './envelope.ts';
import type { Execution, TaskLogRecord } from './execution-pool.ts';
import { PoolTask } from './pool-task.ts';
import { SessionPort } from './session-port.ts';
import { ThreadGauge } from './thread-gauge.ts';
import type {
  SessionInit,
  SessionReport,
  TaskMessage,
  WorkerReference,
} from './thread-messages.ts';

/** Runs a session on a thread of its own; rejects when the thread dies or `signal` kills it. */
export type RunSession = (init: SessionInit, signal: AbortSignal) => Promise<unknown>;

export interface SessionOptions {
  readonly reference: WorkerReference;
  /** Several tasks may run on the thread at once. */
  readonly shared: boolean;
  readonly logLevel: string;
  /** Milliseconds between a task's aborted signal and its end by force. */
  readonly graceMs: number;
  /** Milliseconds that the thread may take to load the worker's module. */
  readonly startTimeout: number;
}

export interface SessionListener {
  ready(session: ThreadSession): void;
  ended(session: ThreadSession, taskId: string, outcome: Outcome): void;
  logged(taskId: string, record: TaskLogRecord): void;
  /** Takes no new tasks any more: an uncaught error passed through its thread. */
  tainted(session: ThreadSession, message: string | null): void;
  /** The thread is gone; `left` ran there or waited there. `error` is null after an ordered end. */
  over(session: ThreadSession, left: readonly PoolTask[], error: Error | null): void;
}

/**
 * One long Piscina run: a thread that takes tasks and gives outcomes over its own MessagePort.
 *
 * - `starting`: the thread loads the worker's module. Takes tasks; they wait in the port.
 * - `ready`: runs tasks. Entered by the thread's `ready`.
 * - `retiring`: takes no new tasks and ends with its last one. Entered by `retire` or an uncaught error,
 *   after which the thread itself is ended too: the pool may give a thread that ends well a new session.
 * - `ending`: the run is over, by order or by death. What the thread still sent is read until its end of
 *   the port closes, which is when it is gone: only then is it known which tasks are left, and that
 *   none of them runs on. Nothing leaves this state.
 */
export class ThreadSession {
  readonly tasks = new Map<string, PoolTask>();
  readonly gauge = new ThreadGauge();
  state: 'starting' | 'ready' | 'retiring' | 'ending' = 'starting';
  /** null = it has not loaded the worker's module (yet). */
  threadId: number | null = null;
  /** Only this task may run here: it may have killed a thread before. */
  exclusive = false;

  readonly #port: SessionPort;
  readonly #options: SessionOptions;
  readonly #listener: SessionListener;
  readonly #killer = new AbortController();
  readonly #loading: NodeJS.Timeout;
  #toSend: TaskMessage[] = [];
  #loadError: Error | null = null;
  #tainted = false;

  constructor(run: RunSession, options: SessionOptions, listener: SessionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#loading = setTimeout(() => this.#onLoadTimeout(), options.startTimeout);
    this.#port = new SessionPort(
      (report) => this.#onReport(report),
      () => (this.state = 'ending'),
    );
    const { reference, shared, logLevel } = options;
    void run({ port: this.#port.far, reference, shared, logLevel }, this.#killer.signal)
      .then(
        () => null,
        (error: unknown) => (this.#killer.signal.aborted ? null : asError(error)),
      )
      .then((error) => this.#onEnd(error));
  }

  submit(execution: Execution): void {
    const { task, workerName, limitMs, trace } = execution;
    const { taskId } = task;
    const message = { taskId, task: TextTask.textOf(task) ?? task, workerName, limitMs };
    this.tasks.set(taskId, new PoolTask(execution));
    if (this.#toSend.length === 0) queueMicrotask(() => this.#flush());
    this.#toSend.push(trace === undefined ? message : { ...message, trace });
  }

  cancel(taskId: string, reason: Error): void {
    const task = this.tasks.get(taskId);
    if (task === undefined) return;
    task.cancelReason = reason;
    // A task that is submitted in this very turn must arrive first.
    if (this.#toSend.length > 0) this.#flush();
    this.#port.send({ kind: 'cancel', taskId, reason: reason.message });
  }

  setLogLevel(level: string): void {
    if (this.state !== 'ending') this.#port.send({ kind: 'log-level', level });
  }

  /** Asks the thread for its figures, if they are old. */
  measure(): void {
    if (this.threadId === null || this.state === 'ending') return;
    this.gauge.refresh((askedAt) => this.#port.send({ kind: 'measure', askedAt }));
  }

  /** Ends the session with its last task. */
  retire(): void {
    if (this.state === 'ending') return;
    this.state = 'retiring';
    this.#endIfDone();
  }

  /** Ends the thread now, whatever it does. */
  kill(): void {
    this.state = 'ending';
    this.#killer.abort();
  }

  /** Ends one task by ending its thread, unless its own outcome is here already. */
  killTask(taskId: string, outcome: Outcome): void {
    this.#port.read();
    if (!this.tasks.has(taskId)) return;
    this.kill();
    this.#end(taskId, outcome);
  }

  #flush(): void {
    const tasks = this.#toSend;
    if (tasks.length === 0) return;
    this.#toSend = [];
    try {
      this.#port.send({ kind: 'tasks', tasks });
    } catch {
      // One of them can't be cloned: only that one fails.
      for (const task of tasks) this.#sendAlone(task);
    }
  }

  #sendAlone(task: TaskMessage): void {
    try {
      this.#port.send({ kind: 'tasks', tasks: [task] });
    } catch (error) {
      const why = error instanceof RangeError ? 'it is nested too deeply' : String(error);
      const reason = `The task's input can't be handed to a thread: ${why}.`;
      this.#end(task.taskId, failedForGood(reason));
    }
  }

  #onReport(report: SessionReport): void {
    switch (report.kind) {
      case 'ready':
        this.#onReady(report.threadId);
        break;
      case 'unusable':
        this.#loadError = new ModuleError(report.file, report.message);
        break;
      case 'started':
        this.#onStarted(report.taskId);
        break;
      case 'ended':
        for (const [taskId, outcome] of report.outcomes) this.#end(taskId, outcome);
        break;
      case 'line':
        this.tasks.get(report.taskId)?.lines.push(report.line);
        break;
      case 'record':
        this.#listener.logged(report.taskId, report.record);
        break;
      case 'measured':
        this.gauge.answered(report.delayMs, report.heapUsed);
        break;
      case 'tainted':
        this.#onTainted(report.message);
    }
  }

  #onReady(threadId: number): void {
    // Too late.
    if (this.#loadError !== null) return;
    clearTimeout(this.#loading);
    this.threadId = threadId;
    if (this.state !== 'starting') return;
    this.state = 'ready';
    this.#listener.ready(this);
  }

  #onLoadTimeout(): void {
    const { reference, startTimeout } = this.#options;
    this.#loadError = new ThreadError(
      `${reference.file}: not loaded in its thread after ${startTimeout / 1000} s. Does its top level wait for something?`,
    );
    this.kill();
  }

  #onStarted(taskId: string): void {
    if (this.state === 'ending') return;
    this.tasks.get(taskId)?.countLimit(
      this.#options.graceMs,
      (reason) => this.cancel(taskId, reason),
      (outcome) => this.killTask(taskId, outcome),
    );
  }

  #onTainted(message: string | null): void {
    this.#tainted = true;
    if (this.state !== 'ending') this.state = 'retiring';
    this.#listener.tainted(this, message);
    this.#endIfDone();
  }

  #end(taskId: string, outcome: Outcome): void {
    const task = this.tasks.get(taskId);
    if (task === undefined) return;
    this.tasks.delete(taskId);
    this.#listener.ended(this, taskId, task.close(outcome));
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.state !== 'retiring' || this.tasks.size > 0) return;
    if (this.#tainted) this.kill();
    else this.#port.send({ kind: 'end' });
  }

  async #onEnd(error: Error | null): Promise<void> {
    // Before the rest is read: what it brings may make the listener submit the next task.
    this.state = 'ending';
    clearTimeout(this.#loading);
    for (const task of this.tasks.values()) task.clearLimit();
    await this.#port.closed();
    const left = [...this.tasks.values()];
    this.tasks.clear();
    this.#listener.over(this, left, error ?? this.#loadError);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
