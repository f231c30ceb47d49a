import { ThreadError } from '../errors/thread-error.ts';
import type { Outcome } from '../task/outcome.ts';
import { failed } from './envelope.ts';
import { defaultGraceMs } from './execution-limit.ts';
import type {
  Execution,
  ExecutionPool,
  PoolHealth,
  PoolListener,
  PoolSize,
  TaskLogRecord,
  ThreadStatus,
} from './execution-pool.ts';
import type { PoolTask } from './pool-task.ts';
import { PoolThreads } from './pool-threads.ts';
import { explainDeath, startFailure } from './thread-death.ts';
import type { WorkerReference } from './thread-messages.ts';
import type { ThreadPoolOptions } from './thread-pool-options.ts';
import type { SessionListener, ThreadSession } from './thread-session.ts';
import { WaitingTasks } from './waiting-tasks.ts';

/**
 * Places a worker's tasks on its threads.
 *
 * A thread that dies takes nothing down: a task that was alone on it failed; of several, each runs
 * again alone, so that only the one to blame fails. Where no thread can load the worker any more,
 * what waits for one is given back as not run.
 */
export class ThreadPool implements ExecutionPool, SessionListener {
  slots: number;
  readonly #file: string;
  readonly #maxHeapMb: number | null;
  #minThreads: number;
  #perThread: number;
  readonly #listener: PoolListener;
  readonly #threads: PoolThreads;
  readonly #waiting = new WaitingTasks();

  #starting: { resolve: () => void; reject: (error: Error) => void } | null = null;
  #stopping: Promise<void> | null = null;
  #wasAvailable = true;

  constructor(reference: WorkerReference, options: ThreadPoolOptions, listener: PoolListener) {
    this.slots = options.concurrency;
    this.#file = reference.file;
    this.#maxHeapMb = options.maxHeapMb;
    this.#minThreads = options.minThreads;
    this.#perThread = perThread(options);
    this.#listener = listener;
    this.#threads = new PoolThreads(
      {
        idleTimeout: 60_000,
        startTimeout: 60_000,
        graceMs: defaultGraceMs,
        logLevel: 'trace',
        ...options,
        reference,
        shared: this.#perThread > 1,
      },
      this,
      () => this.#threadsChanged(),
      (error) => listener.trouble('A thread failed', error),
    );
  }

  get available(): boolean {
    return this.#threads.available;
  }

  async start(): Promise<void> {
    if (this.#minThreads === 0) return;
    const ready = new Promise<void>((resolve, reject) => (this.#starting = { resolve, reject }));
    try {
      this.#threads.openMissing();
      await ready;
    } finally {
      this.#starting = null;
    }
  }

  submit(execution: Execution): void {
    if (this.#stopping !== null) {
      this.#listener.notRun(execution.task.taskId);
      return;
    }
    // Behind those that wait: a task that must run alone would never find a thread empty otherwise.
    this.#waiting.add({ execution, alone: false, cancelReason: null });
    this.#serve();
  }

  cancel(taskId: string, reason: Error): void {
    const waiting = this.#waiting.find(taskId);
    if (waiting !== undefined) waiting.cancelReason = reason;
    else this.#sessionOf(taskId)?.cancel(taskId, reason);
  }

  kill(taskId: string, outcome: Outcome): void {
    if (this.#waiting.remove(taskId)) this.#listener.ended(taskId, outcome);
    else this.#sessionOf(taskId)?.killTask(taskId, outcome);
  }

  resize(size: PoolSize): void {
    this.slots = size.concurrency;
    this.#minThreads = size.minThreads;
    this.#perThread = perThread(size);
    this.#threads.resize({ ...size, shared: this.#perThread > 1 });
    this.#threadsChanged();
  }

  setLogLevel(level: string): void {
    this.#threads.setLogLevel(level);
  }

  threads(): readonly ThreadStatus[] {
    return this.#threads.sessions.map((session) => {
      session.measure();
      const { threadId, state, tasks, gauge } = session;
      return {
        threadId,
        state: state === 'ending' ? 'retiring' : state,
        tasks: tasks.size,
        heapUsedMb: gauge.heapUsedMb,
        eventLoopDelayMs: gauge.eventLoopDelayMs,
      };
    });
  }

  health(): PoolHealth {
    return this.#threads.health();
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
    this.#giveUpWaiting();
    await this.#threads.stop();
  }

  // What sessions tell.

  ready(session: ThreadSession): void {
    this.#threads.loaded(session);
    if (this.#threads.ready >= this.#minThreads) this.#starting?.resolve();
    this.#threadsChanged();
  }

  ended(session: ThreadSession, taskId: string, outcome: Outcome): void {
    if (session.tasks.size === 0) session.exclusive = false;
    this.#threads.taskEnded(session);
    // First the listener: it may have a task at hand, before those that wait for a thread.
    this.#listener.ended(taskId, outcome);
    this.#serve();
  }

  logged(taskId: string, record: TaskLogRecord): void {
    this.#listener.logged(taskId, record);
  }

  tainted(session: ThreadSession, message: string | null): void {
    if (message !== null) {
      this.#threads.died(session, message);
      this.#listener.trouble(
        'An error that no running task answers for; the thread is replaced',
        new Error(message),
      );
    }
    this.#threadsChanged();
  }

  over(session: ThreadSession, left: readonly PoolTask[], error: Error | null): void {
    this.#threads.remove(session);
    if (this.#stopping !== null) {
      for (const { id } of left) this.#listener.notRun(id);
      return;
    }
    const death = error === null ? null : explainDeath(error, this.#maxHeapMb);
    if (death !== null) this.#onDeath(session, death);
    // Of one that was ended by order, or never got to load the worker, no task is to blame.
    if (death === null || session.threadId === null) this.#runAgain(left, false);
    else if (left.length > 1) this.#runAgain(left, true);
    else for (const task of left) this.#fail(task, death);
    this.#threadsChanged();
  }

  #onDeath(session: ThreadSession, death: Error): void {
    this.#threads.died(session, death.message);
    if (this.#starting !== null) this.#starting.reject(startFailure(this.#file, death));
    else if (session.threadId !== null) this.#listener.trouble('A thread ended', death);
    else this.#listener.trouble('A thread could not be started', death);
  }

  #fail(task: PoolTask, death: Error): void {
    const reason = `The task's thread ended: ${death.message}`;
    this.#listener.ended(task.id, task.close(failed(reason)));
  }

  #runAgain(left: readonly PoolTask[], alone: boolean): void {
    for (const { execution, cancelReason } of left) {
      this.#waiting.add({ execution, alone, cancelReason });
    }
  }

  /** After the threads changed: opens those that are missing, places what waits, tells of what that means. */
  #threadsChanged(): void {
    if (this.#stopping !== null) return;
    this.#threads.openMissing();
    this.#serve();
    const { available } = this.#threads;
    const recovered = available && !this.#wasAvailable;
    this.#wasAvailable = available;
    if (recovered) this.#listener.recovered?.();
  }

  // Placing tasks.

  #serve(): void {
    if (this.#threads.hopeless) this.#giveUpWaiting();
    while (this.#stopping === null && this.#placeNext());
  }

  #giveUpWaiting(): void {
    for (const taskId of this.#waiting.clear()) this.#listener.notRun(taskId);
  }

  #placeNext(): boolean {
    const next = this.#waiting.first;
    if (next === undefined) return false;
    const session = this.#sessionFor(next.alone);
    if (session === undefined) return false;
    this.#waiting.shift();
    session.exclusive = next.alone;
    this.#threads.busy(session);
    session.submit(next.execution);
    if (next.cancelReason !== null) {
      session.cancel(next.execution.task.taskId, next.cancelReason);
    }
    return true;
  }

  /** The open session with the fewest tasks; a new one while all are busy and there may be more. */
  #sessionFor(alone: boolean): ThreadSession | undefined {
    let best: ThreadSession | undefined;
    for (const session of this.#threads.sessions) {
      if (session.exclusive || session.tasks.size >= this.#perThread) continue;
      if (session.state !== 'ready' && session.state !== 'starting') continue;
      if (best === undefined || session.tasks.size < best.tasks.size) best = session;
    }
    if (best?.tasks.size === 0) return best;
    return this.#threads.open() ?? (alone ? undefined : best);
  }

  #sessionOf(taskId: string): ThreadSession | undefined {
    return this.#threads.sessions.find((session) => session.tasks.has(taskId));
  }
}

function perThread({ concurrency, threads }: PoolSize): number {
  return Math.ceil(concurrency / threads);
}
