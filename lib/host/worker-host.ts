import { EventEmitter } from 'node:events';
import { WorkerHostError } from '../errors/worker-host-error.ts';
import { isWorker, type WorkerAbc } from '../worker/worker-abc.ts';
import { noteStarted } from '../worker/worker-registry.ts';
import type { HostRuntime } from './host-runtime.ts';
import type { WorkerHostEvents } from './worker-host-events.ts';
import type { WorkerHostOptions } from './worker-host-options.ts';
import type { HostState, WorkerHostStatus } from '../status/host-status.ts';
import { version } from './version.ts';

const transitions: Record<HostState, readonly HostState[]> = {
  idle: ['starting', 'stopped'],
  starting: ['running', 'draining', 'failed'],
  running: ['draining'],
  draining: ['stopped', 'failed'],
  stopped: [],
  failed: [],
};

/**
 * Polls an engine for the tasks of its workers, runs them in each worker's pool, and delivers the
 * results. Installs no signal handlers and never ends the process.
 *
 * Everything heavy is loaded by `start()`: the modules of workers import this file in every thread.
 */
export class WorkerHost extends EventEmitter<WorkerHostEvents> implements AsyncDisposable {
  /**
   * Settles once, when the host has stopped. Rejected when results are left, in the outbox or lost
   * (ERR_WH_UNDELIVERED), when the memory was used up (ERR_WH_MEMORY), or when the start failed.
   */
  readonly done: Promise<void>;

  readonly #workers: readonly WorkerAbc[];
  readonly #options: WorkerHostOptions;
  #state: HostState = 'idle';
  #runtime: HostRuntime | null = null;
  #startPromise: Promise<void> | null = null;
  #stopPromise: Promise<void> | null = null;
  #forced = false;
  /** Why the host stops by itself. */
  #fault: WorkerHostError | null = null;
  #settle!: { resolve: () => void; reject: (error: unknown) => void };

  /** @throws WorkerHostError when `workers` holds anything but workers. */
  constructor(workers: WorkerAbc | readonly WorkerAbc[], options: WorkerHostOptions = {}) {
    super();
    this.#workers = Array.isArray(workers) ? (workers as WorkerAbc[]) : [workers as WorkerAbc];
    this.#options = options;
    this.#workers.forEach(checkWorker);
    this.done = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    // Who does not look at `done` must not be ended by it.
    this.done.catch(() => undefined);
  }

  /**
   * Resolves when every runner polls; the engine need not be reachable. Can be called once.
   *
   * @throws SettingsError naming all bad settings; ModuleError, ThreadError when a worker's thread can't start.
   */
  start(): Promise<void> {
    // In a thread, and while a command line looks for workers, this script is loaded for them alone.
    if (noteStarted(this.#workers)) return new Promise(() => undefined);
    const start = this.#start();
    this.#startPromise ??= start;
    return start;
  }

  /**
   * Stops polling, lets running tasks finish (up to `drainTimeout`), delivers or stores their
   * results. Idempotent; concurrent callers share one promise.
   *
   * @param options `force`: waits for nothing, also when a stop is under way: running tasks are
   *   ended at once.
   * @throws WorkerHostError ERR_WH_UNDELIVERED when the engine did not accept every result.
   */
  stop(options: { readonly force?: boolean } = {}): Promise<void> {
    this.#stopPromise ??= this.#stop();
    this.#forced ||= options.force === true;
    if (this.#forced) this.#runtime?.force();
    return this.#stopPromise;
  }

  /**
   * Reads `worker.ini` and the environment again. Intervals, timeouts, concurrency, threads, paused,
   * domain and log level change at once; the others are named in `needRestart`.
   *
   * @throws SettingsError naming all bad settings: then nothing changes.
   */
  reload(): { readonly applied: readonly string[]; readonly needRestart: readonly string[] } {
    const { applied, needRestart } = this.#running('reload').reload();
    return { applied, needRestart };
  }

  /** Address of the status server and its dashboard; null = there is none. */
  get statusUrl(): string | null {
    return this.#runtime?.statusUrl ?? null;
  }

  /** What the host does right now. */
  status(): WorkerHostStatus {
    return this.#runtime?.status() ?? idleStatus(this.#state);
  }

  /** Stops polling for a task name, or for all; running tasks go on. */
  pause(taskDefinitionName?: string): void {
    this.#setPaused(taskDefinitionName, true);
  }

  resume(taskDefinitionName?: string): void {
    this.#setPaused(taskDefinitionName, false);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #start(): Promise<void> {
    if (this.#state !== 'idle' || this.#stopPromise !== null) {
      const state = this.#stopPromise === null ? this.#state : 'stopped';
      throw new WorkerHostError(
        'ERR_WH_STATE',
        `A host can be started once, and this one is ${state}. Make a new one.`,
      );
    }
    this.#transition('starting');
    try {
      const { HostRuntime } = await import('./host-runtime.ts');
      this.#runtime = await HostRuntime.open(this.#workers, this.#options, {
        emitter: this,
        state: () => this.#state,
        giveUp: (error) => {
          this.#fault ??= error;
          // How it ends is told by `done`.
          this.stop().catch(() => undefined);
        },
      });
      if (this.#forced) this.#runtime.force();
      await this.#runtime.start();
    } catch (error) {
      await this.#runtime?.abandon();
      // Who stops a host while it starts gets what `stop` says.
      if (this.status().state === 'starting') this.#transition('failed');
      this.#settle.reject(error);
      throw error;
    }
    if (this.status().state === 'starting') this.#transition('running');
  }

  async #stop(): Promise<void> {
    // A start under way comes to its end first; its error belongs to who started.
    await this.#startPromise?.catch(() => undefined);
    if (this.#state === 'failed') return;
    if (this.#state === 'idle') {
      this.#transition('stopped');
      this.#settle.resolve();
      return;
    }
    this.#transition('draining');
    try {
      await this.#runtime?.stop();
      if (this.#fault !== null) throw this.#fault;
      this.#transition('stopped');
      this.#settle.resolve();
    } catch (error) {
      this.#transition('failed');
      this.#settle.reject(error);
      throw error;
    }
  }

  #setPaused(name: string | undefined, paused: boolean): void {
    this.#running('pause or resume').setPaused(name, paused);
  }

  #running(wish: string): HostRuntime {
    if (this.#runtime !== null) return this.#runtime;
    throw new WorkerHostError(
      'ERR_WH_STATE',
      `The host is ${this.#state}: start it before you ${wish}.`,
    );
  }

  #transition(next: HostState): void {
    if (!transitions[this.#state].includes(next)) {
      throw new WorkerHostError(
        'ERR_WH_STATE',
        `A host that is ${this.#state} can't become ${next}.`,
      );
    }
    this.#state = next;
  }
}

function idleStatus(state: HostState): WorkerHostStatus {
  return {
    state,
    version,
    startedAt: null,
    engine: { description: null, reachable: null, since: null, answeredAt: null, lastError: null },
    delivery: { pending: 0 },
    outbox: null,
    leases: { extended: 0 },
    workers: [],
  };
}

function checkWorker(worker: unknown, index: number): void {
  if (isWorker(worker)) return;
  const what =
    typeof worker === 'function'
      ? `the class ${worker.name}; make an instance of it`
      : typeof worker;
  throw new WorkerHostError(
    'ERR_WH_WORKER',
    `workers[${index}] is no instance of a WorkerAbc subclass but ${what}.`,
  );
}
