import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { ModuleError } from '../errors/module-error.ts';
import type { LogLine } from '../task/log-line.ts';
import type { Outcome } from '../task/outcome.ts';
import { failed } from './envelope.ts';
import type { Execution, TaskLogRecord } from './execution-pool.ts';
import { ExecutionLimit, limitReason } from './execution-limit.ts';
import type {
  SessionCommand,
  SessionInit,
  SessionReport,
  TaskMessage,
  WorkerReference,
} from './thread-messages.ts';

/** Runs a session on a thread of its own; rejects when the thread dies or `signal` kills it. */
export type RunSession = (init: SessionInit, signal: AbortSignal) => Promise<unknown>;

export interface SessionListener {
  ready(session: ThreadSession): void;
  ended(session: ThreadSession, taskId: string, outcome: Outcome): void;
  logged(taskId: string, record: TaskLogRecord): void;
  /** Takes no new tasks any more: an uncaught error passed through its thread. */
  tainted(session: ThreadSession, message: string | null): void;
  /** The thread is gone; `left` ran there or waited there. `error` is null after an ordered end. */
  over(session: ThreadSession, left: readonly SessionTask[], error: Error | null): void;
}

/** A task on a thread. */
export interface SessionTask {
  readonly execution: Execution;
  readonly lines: LogLine[];
  limit: ExecutionLimit | null;
  cancelReason: Error | null;
}

/**
 * One long Piscina run: a thread that takes tasks and gives outcomes over its own MessagePort.
 *
 * - `starting`: the thread loads the worker's module. Takes tasks; they wait in the port.
 * - `ready`: runs tasks. Entered by the thread's `ready`.
 * - `retiring`: takes no new tasks and ends with its last one. Entered by `retire` or an uncaught error,
 *   after which the thread itself is ended too: the pool may give a thread that ends well a new session.
 * - `over`: the thread is gone, ordered or not. Nothing leaves this state.
 */
export class ThreadSession {
  readonly tasks = new Map<string, SessionTask>();
  state: 'starting' | 'ready' | 'retiring' | 'over' = 'starting';
  threadId: number | null = null;
  /** Only this task may run here: it may have killed a thread before. */
  exclusive = false;

  readonly #port: MessagePort;
  readonly #listener: SessionListener;
  readonly #killer = new AbortController();
  #toSend: TaskMessage[] = [];
  #loadError: Error | null = null;
  #tainted = false;

  constructor(
    run: RunSession,
    reference: WorkerReference,
    shared: boolean,
    listener: SessionListener,
  ) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#listener = listener;
    port1.on('message', (report: SessionReport) => this.#onReport(report));
    run({ port: port2, reference, shared }, this.#killer.signal).then(
      () => this.#onOver(null),
      (error: unknown) => this.#onOver(this.#killer.signal.aborted ? null : asError(error)),
    );
  }

  submit(execution: Execution): void {
    const { task, workerName, limitMs } = execution;
    this.tasks.set(task.taskId, { execution, lines: [], limit: null, cancelReason: null });
    if (this.#toSend.length === 0) queueMicrotask(() => this.#flush());
    this.#toSend.push({ task, workerName, limitMs });
  }

  cancel(taskId: string, reason: Error): void {
    const task = this.tasks.get(taskId);
    if (task === undefined) return;
    task.cancelReason = reason;
    // A task that is submitted in this very turn must arrive first.
    if (this.#toSend.length > 0) this.#flush();
    this.#send({ kind: 'cancel', taskId, reason: reason.message });
  }

  /** Ends the session with its last task. */
  retire(): void {
    if (this.state === 'over') return;
    this.state = 'retiring';
    this.#endIfDone();
  }

  /** Ends the thread now, whatever it does. */
  kill(): void {
    this.#killer.abort();
  }

  /** Takes a task off the books: what its thread still says of it is ignored. */
  forget(taskId: string): SessionTask | undefined {
    const task = this.tasks.get(taskId);
    task?.limit?.clear();
    this.tasks.delete(taskId);
    return task;
  }

  #flush(): void {
    const tasks = this.#toSend;
    if (tasks.length === 0) return;
    this.#toSend = [];
    try {
      this.#send({ kind: 'tasks', tasks });
    } catch (error) {
      // Not even plain data: a source made it, so no task of an engine gets here.
      for (const { task } of tasks)
        this.#end(task.taskId, failed(`The task can't be sent to a thread: ${String(error)}`));
    }
  }

  #send(command: SessionCommand): void {
    this.#port.postMessage(command);
  }

  #onReport(report: SessionReport): void {
    switch (report.kind) {
      case 'ready':
        this.threadId = report.threadId;
        if (this.state === 'starting') this.state = 'ready';
        this.#listener.ready(this);
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
      case 'tainted':
        this.#tainted = true;
        if (this.state !== 'over') this.state = 'retiring';
        this.#listener.tainted(this, report.message);
        this.#endIfDone();
    }
  }

  #onStarted(taskId: string): void {
    const task = this.tasks.get(taskId);
    const limitMs = task?.execution.limitMs ?? null;
    if (task === undefined || limitMs === null) return;
    task.limit = new ExecutionLimit(
      limitMs,
      () => this.cancel(taskId, new Error(limitReason(limitMs))),
      () => {
        this.#end(taskId, failed(limitReason(limitMs)));
        this.kill();
      },
    );
  }

  #end(taskId: string, outcome: Outcome): void {
    const task = this.forget(taskId);
    if (task === undefined) return;
    const { limitMs } = task.execution;
    const byLimit =
      limitMs !== null && task.limit?.exceeded === true && outcome.kind.startsWith('failed');
    const logs = task.lines.length === 0 ? outcome.logs : [...task.lines, ...outcome.logs];
    if (byLimit) this.#listener.ended(this, taskId, failed(limitReason(limitMs), logs));
    else this.#listener.ended(this, taskId, logs === outcome.logs ? outcome : { ...outcome, logs });
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.state !== 'retiring' || this.tasks.size > 0) return;
    if (this.#tainted) this.kill();
    else this.#send({ kind: 'end' });
  }

  #onOver(error: Error | null): void {
    // Before the port is drained: what it brings may make the listener submit the next task.
    this.state = 'over';
    this.#drainPort();
    this.#port.close();
    const left = [...this.tasks.values()];
    for (const task of left) task.limit?.clear();
    this.tasks.clear();
    this.#listener.over(this, left, error ?? this.#loadError);
  }

  /** What the thread sent before its end may still lie in the port. */
  #drainPort(): void {
    for (;;) {
      const next = receiveMessageOnPort(this.#port) as { message: SessionReport } | undefined;
      if (next === undefined) return;
      this.#onReport(next.message);
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
