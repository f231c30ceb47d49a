import { Piscina } from 'piscina';
import type { PoolHealth } from './execution-pool.ts';
import { IdleThreads } from './idle-threads.ts';
import { ThreadRestarts } from './thread-restarts.ts';
import { ThreadSession, type SessionListener, type SessionOptions } from './thread-session.ts';

export interface PoolThreadsOptions extends SessionOptions {
  readonly threads: number;
  readonly minThreads: number;
  readonly maxHeapMb: number | null;
  readonly idleTimeout: number;
}

const entry = new URL(
  `./thread-entry${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
);
/** How many there are is decided here; Piscina, which could not be told of a change, sets no limit. */
const maxThreads = 1024;
/** How long a thread may take to see that it should end, when the pool is stopped. */
const stopGraceMs = 1000;

/**
 * The threads of a pool, one session each: opened as they are needed, replaced when they die, ended
 * when they are idle. The only file that knows Piscina, which starts, limits and ends them.
 *
 * One thread more than `threads` may be there while another ends: a thread that takes no new tasks
 * may have old ones to finish, and what it gave up should not wait for that.
 */
export class PoolThreads {
  readonly sessions: ThreadSession[] = [];
  #options: PoolThreadsOptions;
  readonly #listener: SessionListener;
  readonly #piscina: Piscina;
  readonly #idle: IdleThreads;
  readonly #restarts: ThreadRestarts;
  #stopped: (() => void) | null = null;

  /** @param restarted called when threads may be opened again, after a pause that their deaths made. */
  constructor(
    options: PoolThreadsOptions,
    listener: SessionListener,
    restarted: () => void,
    onError: (error: unknown) => void,
  ) {
    this.#options = options;
    this.#listener = listener;
    this.#idle = new IdleThreads(
      options.idleTimeout,
      () => this.#usable().length - this.#options.minThreads,
    );
    this.#restarts = new ThreadRestarts(restarted);
    this.#piscina = new Piscina({
      filename: entry.href,
      minThreads: 0,
      maxThreads,
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
    this.#piscina.on('error', onError);
  }

  get ready(): number {
    return this.sessions.filter(({ state }) => state === 'ready').length;
  }

  /** A thread is there, or may be opened with some hope. */
  get available(): boolean {
    if (this.ready > 0) return true;
    if (this.#restarts.pending || this.#restarts.hopeless) return false;
    return this.#usable().length > 0 || !this.#full;
  }

  /** The worker's module failed to load again and again, and no thread is left that has loaded it. */
  get hopeless(): boolean {
    return this.#restarts.hopeless && this.ready === 0;
  }

  health(): PoolHealth {
    return this.#restarts.health();
  }

  /** A new session, if there may be one more now. */
  open(): ThreadSession | undefined {
    if (this.#full || this.#restarts.pending || this.#stopped !== null) return undefined;
    const session = new ThreadSession(
      (init, signal) => this.#piscina.run(init, { transferList: [init.port], signal }),
      this.#options,
      this.#listener,
    );
    this.sessions.push(session);
    return session;
  }

  /** Opens those that should always be there; one at least while none can load, to see when it can. */
  openMissing(): void {
    const wanted = Math.max(this.#options.minThreads, this.hopeless ? 1 : 0);
    while (this.#usable().length < wanted) if (this.open() === undefined) return;
  }

  /** Threads that are too many, or were started for one task at a time, end with their last task. */
  resize(size: Pick<PoolThreadsOptions, 'threads' | 'minThreads' | 'shared'>): void {
    const unfit = size.shared && !this.#options.shared;
    this.#options = { ...this.#options, ...size };
    const usable = this.#usable().toSorted((a, b) => a.tasks.size - b.tasks.size);
    const surplus = unfit ? usable.length : Math.max(0, usable.length - size.threads);
    for (const session of usable.slice(0, surplus)) session.retire();
    for (const session of this.#usable()) if (session.tasks.size === 0) this.#idle.add(session);
  }

  setLogLevel(logLevel: string): void {
    this.#options = { ...this.#options, logLevel };
    for (const session of this.sessions) session.setLogLevel(logLevel);
  }

  loaded(session: ThreadSession): void {
    this.#restarts.loaded();
    this.#idle.add(session);
  }

  busy(session: ThreadSession): void {
    this.#idle.remove(session);
  }

  taskEnded(session: ThreadSession): void {
    this.#restarts.taskEnded();
    if (session.state === 'ready') this.#idle.add(session);
  }

  /** Counts a death; the session may still have tasks to finish. */
  died(session: ThreadSession, reason: string): void {
    this.#restarts.died(reason, session.threadId !== null);
  }

  remove(session: ThreadSession): void {
    this.sessions.splice(this.sessions.indexOf(session), 1);
    this.#idle.remove(session);
    if (this.sessions.length === 0) this.#stopped?.();
  }

  /** Ends all, what runs there by force. */
  async stop(): Promise<void> {
    this.#restarts.stop();
    this.#idle.stop();
    const stopped = new Promise<void>((resolve) => (this.#stopped = resolve));
    if (this.sessions.length > 0) {
      for (const session of this.sessions) {
        if (session.tasks.size === 0 && session.state === 'ready') session.retire();
        else session.kill();
      }
      // A thread whose own code keeps it busy does not see that it should end.
      const force = setTimeout(
        () => this.sessions.forEach((session) => session.kill()),
        stopGraceMs,
      );
      await stopped;
      clearTimeout(force);
    }
    await this.#piscina.destroy();
  }

  get #full(): boolean {
    const { threads } = this.#options;
    return this.sessions.length > threads || this.#usable().length >= threads;
  }

  #usable(): readonly ThreadSession[] {
    return this.sessions.filter(({ state }) => state === 'starting' || state === 'ready');
  }
}
