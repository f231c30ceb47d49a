import { Piscina } from 'piscina';
import { ModuleError } from '../errors/module-error.ts';
import { ThreadError } from '../errors/thread-error.ts';
import type { Outcome } from '../task/outcome.ts';
import { failed } from './envelope.ts';
import type {
  Execution,
  ExecutionPool,
  PoolListener,
  TaskLogRecord,
  ThreadStatus,
} from './execution-pool.ts';
import type { WorkerReference } from './thread-messages.ts';
import { ThreadSession, type SessionListener, type SessionTask } from './thread-session.ts';

export interface ThreadPoolOptions {
  /** Tasks at once, over all threads. */
  readonly concurrency: number;
  readonly threads: number;
  /** Threads kept when idle. */
  readonly minThreads: number;
  readonly maxHeapMb: number | null;
  /** Milliseconds that a thread may be idle before it goes. Default: a minute. */
  readonly idleTimeout?: number;
  /** Milliseconds that the first threads may take to load the worker's module. Default: a minute. */
  readonly startTimeout?: number;
}

interface Waiting {
  readonly execution: Execution;
  /** To run alone on its thread: it may have been the one that killed the last. */
  readonly alone: boolean;
  cancelReason: Error | null;
}

const maxBackoffMs = 30_000;
const entry = new URL(
  `./thread-entry${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
);

/**
 * A worker's threads. The only file that knows Piscina, which starts, limits and ends them; what
 * runs where is kept here, one session per thread.
 *
 * A thread that dies takes nothing down: a task that was alone on it failed; of several, each runs
 * again alone, so that only the one to blame fails.
 */
export class ThreadPool implements ExecutionPool, SessionListener {
  readonly slots: number;
  readonly #options: ThreadPoolOptions;
  readonly #reference: WorkerReference;
  readonly #listener: PoolListener;
  readonly #piscina: Piscina;
  readonly #perThread: number;
  readonly #sessions: ThreadSession[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #idleSince = new Map<ThreadSession, number>();

  #starting: { resolve: () => void; reject: (error: Error) => void } | null = null;
  #stopped: (() => void) | null = null;
  #stopping: Promise<void> | null = null;
  /** Sessions that ended in an error, one after the other, without a task ending in between. */
  #deaths = 0;
  #retry: NodeJS.Timeout | null = null;
  #idleCheck: NodeJS.Timeout | null = null;

  constructor(reference: WorkerReference, options: ThreadPoolOptions, listener: PoolListener) {
    this.slots = options.concurrency;
    this.#reference = reference;
    this.#options = options;
    this.#listener = listener;
    this.#perThread = Math.ceil(options.concurrency / options.threads);
    this.#piscina = new Piscina({
      filename: entry.href,
      minThreads: 0,
      maxThreads: options.threads,
      concurrentTasksPerWorker: 1,
      // A session holds its thread; a thread without one has nothing to wait for.
      idleTimeout: 1,
      // The synchronous mode freezes an idle thread's event loop: its sockets and timers stall.
      atomics: 'disabled',
      recordTiming: false,
      ...(options.maxHeapMb === null
        ? {}
        : { resourceLimits: { maxOldGenerationSizeMb: options.maxHeapMb } }),
    });
    this.#piscina.on('error', (error: unknown) => listener.trouble('A thread failed', error));
  }

  async start(): Promise<void> {
    if (this.#options.minThreads === 0) return;
    const ready = new Promise<void>((resolve, reject) => (this.#starting = { resolve, reject }));
    const { startTimeout = 60_000 } = this.#options;
    const late = setTimeout(() => {
      const message = `${this.#reference.file}: not loaded in its thread after ${startTimeout / 1000} s.`;
      this.#starting?.reject(new ThreadError(`${message} Does its top level wait for something?`));
    }, startTimeout);
    try {
      this.#openMissing();
      await ready;
    } finally {
      clearTimeout(late);
      this.#starting = null;
    }
  }

  submit(execution: Execution): void {
    if (this.#stopping !== null) {
      this.#listener.notRun(execution.task.taskId);
      return;
    }
    // Behind those that wait: a task that must run alone would never find a thread empty otherwise.
    this.#waiting.push({ execution, alone: false, cancelReason: null });
    this.#serveWaiting();
  }

  cancel(taskId: string, reason: Error): void {
    const waiting = this.#waiting.find(({ execution }) => execution.task.taskId === taskId);
    if (waiting !== undefined) waiting.cancelReason = reason;
    else this.#sessionOf(taskId)?.cancel(taskId, reason);
  }

  kill(taskId: string, outcome: Outcome): void {
    const waiting = this.#waiting.findIndex(({ execution }) => execution.task.taskId === taskId);
    if (waiting >= 0) {
      this.#waiting.splice(waiting, 1);
      this.#listener.ended(taskId, outcome);
      return;
    }
    const session = this.#sessionOf(taskId);
    const task = session?.forget(taskId);
    if (session === undefined || task === undefined) return;
    session.kill();
    this.#listener.ended(taskId, { ...outcome, logs: [...task.lines, ...outcome.logs] });
  }

  threads(): readonly ThreadStatus[] {
    return this.#sessions.map(({ threadId, state, tasks }) => ({
      threadId,
      state: state === 'over' ? 'retiring' : state,
      tasks: tasks.size,
    }));
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    // What follows may call back: `#stopping` must stand by then.
    await Promise.resolve();
    this.#starting?.reject(
      new ThreadError('The pool was stopped while its threads were starting.'),
    );
    clearTimeout(this.#retry ?? undefined);
    clearTimeout(this.#idleCheck ?? undefined);
    for (const { execution } of this.#waiting.splice(0))
      this.#listener.notRun(execution.task.taskId);
    if (this.#sessions.length > 0) {
      const stopped = new Promise<void>((resolve) => (this.#stopped = resolve));
      for (const session of this.#sessions) {
        if (session.tasks.size === 0 && session.state === 'ready') session.retire();
        else session.kill();
      }
      // A thread whose own code keeps it busy does not see that it should end.
      const force = setTimeout(() => this.#sessions.forEach((session) => session.kill()), 1000);
      await stopped;
      clearTimeout(force);
    }
    await this.#piscina.destroy();
  }

  // What sessions tell.

  ready(session: ThreadSession): void {
    this.#idle(session);
    if (
      this.#sessions.filter((other) => other.state === 'ready').length >= this.#options.minThreads
    ) {
      this.#starting?.resolve();
    }
    this.#serveWaiting();
  }

  ended(session: ThreadSession, taskId: string, outcome: Outcome): void {
    this.#deaths = 0;
    if (session.tasks.size === 0) {
      session.exclusive = false;
      this.#idle(session);
    }
    // First the listener: it may have a task at hand, before those that wait for a thread.
    this.#listener.ended(taskId, outcome);
    if (this.#waiting.length > 0) this.#serveWaiting();
  }

  logged(taskId: string, record: TaskLogRecord): void {
    this.#listener.logged(taskId, record);
  }

  tainted(_session: ThreadSession, message: string | null): void {
    if (message === null) return;
    this.#listener.trouble(
      'An error that no running task answers for; the thread is replaced',
      new Error(message),
    );
  }

  over(session: ThreadSession, left: readonly SessionTask[], error: Error | null): void {
    this.#sessions.splice(this.#sessions.indexOf(session), 1);
    this.#idleSince.delete(session);
    if (error !== null) this.#onDeath(error);
    this.#settleLeft(left, error);
    if (this.#stopping !== null) {
      if (this.#sessions.length === 0) this.#stopped?.();
      return;
    }
    if (error === null || this.#deaths <= 1) this.#openMissing();
    else this.#openLater();
    this.#serveWaiting();
  }

  #onDeath(error: Error): void {
    this.#deaths++;
    if (this.#starting !== null) {
      this.#starting.reject(
        error instanceof ModuleError
          ? error
          : new ThreadError(
              `${this.#reference.file}: a thread could not be started with it: ${error.message}`,
              { cause: error },
            ),
      );
    } else this.#listener.trouble('A thread ended', error);
  }

  #settleLeft(left: readonly SessionTask[], error: Error | null): void {
    if (this.#stopping !== null) {
      for (const { execution } of left) this.#listener.notRun(execution.task.taskId);
    } else if (error === null || error instanceof ModuleError) {
      // Innocent, or never begun.
      this.#runAgain(left, false);
    } else if (left.length === 1) {
      for (const { execution, lines } of left) {
        this.#listener.ended(
          execution.task.taskId,
          failed(`The task's thread ended: ${error.message}`, lines),
        );
      }
    } else {
      this.#runAgain(left, true);
    }
  }

  #runAgain(left: readonly SessionTask[], alone: boolean): void {
    for (const { execution, cancelReason } of left) {
      this.#waiting.push({ execution, alone, cancelReason });
    }
  }

  // Placing tasks.

  #serveWaiting(): void {
    while (this.#stopping === null) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      const session = this.#sessionFor(next);
      if (session === undefined) return;
      this.#waiting.shift();
      this.#place(next, session);
    }
  }

  #place({ execution, alone, cancelReason }: Waiting, session: ThreadSession): void {
    session.exclusive = alone;
    this.#idleSince.delete(session);
    session.submit(execution);
    if (cancelReason !== null) session.cancel(execution.task.taskId, cancelReason);
  }

  /** The open session with the fewest tasks; a new one while all are busy and there may be more. */
  #sessionFor({ alone }: Waiting): ThreadSession | undefined {
    let best: ThreadSession | undefined;
    for (const session of this.#sessions) {
      if (session.exclusive || session.tasks.size >= this.#perThread) continue;
      if (session.state !== 'ready' && session.state !== 'starting') continue;
      if (best === undefined || session.tasks.size < best.tasks.size) best = session;
    }
    if (best?.tasks.size === 0) return best;
    if (this.#sessions.length < this.#options.threads && this.#retry === null) return this.#open();
    return alone ? undefined : best;
  }

  #sessionOf(taskId: string): ThreadSession | undefined {
    return this.#sessions.find((session) => session.tasks.has(taskId));
  }

  // Starting and ending threads.

  #open(): ThreadSession {
    const session = new ThreadSession(
      (init, signal) => this.#piscina.run(init, { transferList: [init.port], signal }),
      this.#reference,
      this.#perThread > 1,
      this,
    );
    this.#sessions.push(session);
    return session;
  }

  #openMissing(): void {
    while (this.#sessions.length < this.#options.minThreads) this.#open();
  }

  /** Threads that die again and again are not started in a storm: 100 ms, 200 ms, … 30 s. */
  #openLater(): void {
    if (this.#retry !== null) return;
    const delay = Math.min(maxBackoffMs, 100 * 2 ** Math.min(this.#deaths - 2, 20));
    this.#retry = setTimeout(() => {
      this.#retry = null;
      this.#openMissing();
      this.#serveWaiting();
    }, delay);
  }

  #idle(session: ThreadSession): void {
    if (session.tasks.size > 0 || this.#sessions.length <= this.#options.minThreads) return;
    this.#idleSince.set(session, performance.now());
    const idleTimeout = this.#options.idleTimeout ?? 60_000;
    this.#idleCheck ??= setTimeout(() => {
      this.#idleCheck = null;
      this.#retireIdle(idleTimeout);
    }, idleTimeout).unref();
  }

  #retireIdle(idleTimeout: number): void {
    let spare = this.#sessions.length - this.#options.minThreads;
    for (const [session, since] of this.#idleSince) {
      if (spare <= 0) break;
      if (session.tasks.size > 0 || performance.now() - since < idleTimeout - 1) continue;
      this.#idleSince.delete(session);
      session.retire();
      spare--;
    }
    const [next] = this.#idleSince.keys();
    if (next !== undefined) this.#idle(next);
  }
}
