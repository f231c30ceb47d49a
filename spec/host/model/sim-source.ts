import type {
  EncodedResult,
  PollRequest,
  TaskReference,
  TaskSource,
  TaskState,
} from '../../../lib/sources/task-source.ts';
import type { Outcome } from '../../../lib/task/outcome.ts';
import type { Task } from '../../../lib/task/task.ts';
import { sourceError } from '../../delivery/fake-engine.ts';
import type { Fate } from './schedule.ts';
import type { SimClock } from './sim-clock.ts';
import type { SimEngine } from './sim-engine.ts';

/** What a connection needs to know of its process, and may do to it. */
export interface SimProcess {
  readonly alive: boolean;
  /** It has stopped: whatever comes now is too late. */
  readonly closed: boolean;
  readonly forced: boolean;
  die(bringsBack: boolean): void;
  stop(): void;
  force(): void;
}

export interface NetworkBooks {
  fate(): Fate;
  /** Something went wrong about this task that may cost it its lease. */
  disturbed(taskId: string): void;
  rejected(taskId: string): void;
  violated(what: string): void;
}

const never = new Promise<never>(() => undefined);

/** The way between one process and the engine, with all that happens on it. */
export class SimSource implements TaskSource {
  readonly description = 'a simulated engine';
  /** More tasks than were asked for may have come. */
  surplus = false;
  readonly #engine: SimEngine;
  readonly #clock: SimClock;
  readonly #process: SimProcess;
  readonly #books: NetworkBooks;
  readonly #heartbeats = new Map<string, number>();
  /** Tasks of which a heartbeat got no answer. */
  readonly #doubtful = new Set<string>();
  /** Tasks that were looked up since their result was sent. */
  readonly #lookedUp = new Set<string>();

  constructor(engine: SimEngine, clock: SimClock, process: SimProcess, books: NetworkBooks) {
    this.#engine = engine;
    this.#clock = clock;
    this.#process = process;
    this.#books = books;
  }

  async poll(request: PollRequest): Promise<readonly Task[]> {
    const fate = this.#books.fate();
    const tasks = await this.#request(fate, async () => {
      const taken = await this.#engine.poll(request);
      // Handed over to nobody, or late.
      if (fate.kind !== 'ok' || !this.#process.alive) this.#disturb(taken);
      return taken;
    });
    if (fate.kind === 'twice') this.#engine.repeat(tasks, fate.ms);
    this.surplus ||= tasks.length > request.count;
    if (tasks.length > 0 && this.#process.closed) {
      this.#disturb(tasks);
      if (fate.kind === 'ok' && !this.#process.forced)
        this.#books.violated('a poll outlasts its host');
    }
    return tasks;
  }

  encode({ taskId, workflowInstanceId, taskType }: Task, outcome: Outcome): EncodedResult {
    const body = JSON.stringify({ taskId, ...outcome });
    const { kind } = outcome;
    return { taskId, workflowId: workflowInstanceId, taskType, kind, body, surplusLogs: [] };
  }

  async deliver(result: EncodedResult): Promise<void> {
    const { taskId } = result;
    if (this.#heartbeats.has(taskId)) this.#books.violated(`a heartbeat meets ${taskId}'s result`);
    const fate = this.#about(taskId);
    this.#lookedUp.delete(taskId);
    // After these the engine may hand the task out again: to look it up tells nothing.
    if (result.kind === 'deferred' || result.kind === 'handed-back') this.#doubtful.delete(taskId);
    if (fate.kind === 'rejected') this.#books.rejected(taskId);
    await this.#request(fate, () => this.#engine.deliver(result));
  }

  fetchInput(task: Task): Promise<Task> {
    return this.#request(this.#about(task.taskId), () => task);
  }

  async extendLease({ taskId }: TaskReference): Promise<void> {
    const fate = this.#about(taskId);
    this.#heartbeats.set(taskId, (this.#heartbeats.get(taskId) ?? 0) + 1);
    const writeAfter = fate.kind === 'late' ? fate.ms : 1;
    const extend = async (): Promise<void> => {
      const write = this.#engine.beginHeartbeat(taskId);
      await this.#clock.sleep(writeAfter);
      write();
    };
    try {
      await this.#request(fate.kind === 'late' ? { ...fate, ms: 1 } : fate, extend);
    } catch (error) {
      if (fate.kind !== 'rejected') this.#doubtful.add(taskId);
      throw error;
    } finally {
      const left = (this.#heartbeats.get(taskId) ?? 1) - 1;
      if (left === 0) this.#heartbeats.delete(taskId);
      else this.#heartbeats.set(taskId, left);
    }
  }

  /** The host takes the result for accepted. */
  accepted(taskId: string): void {
    if (this.#doubtful.delete(taskId) && !this.#lookedUp.has(taskId)) {
      this.#books.violated(`nobody asked what a late heartbeat did to ${taskId}`);
    }
  }

  lookUp({ taskId }: TaskReference): Promise<TaskState> {
    this.#lookedUp.add(taskId);
    return this.#request(this.#about(taskId), () => this.#engine.stateOf(taskId));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #about(taskId: string): Fate {
    const fate = this.#books.fate();
    if (fate.kind !== 'ok') this.#books.disturbed(taskId);
    return fate;
  }

  #disturb(tasks: readonly Task[]): void {
    for (const { taskId } of tasks) this.#books.disturbed(taskId);
  }

  /** A process that is dead hears no answer. */
  async #request<T>(fate: Fate, apply: () => T | Promise<T>): Promise<T> {
    try {
      return await this.#handle(fate, apply);
    } finally {
      if (!this.#process.alive) await never;
    }
  }

  async #handle<T>({ kind, ms }: Fate, apply: () => T | Promise<T>): Promise<T> {
    if (kind === 'die-before') this.#process.die(ms % 2 === 0);
    if (!this.#process.alive) return never;
    await this.#clock.sleep(kind === 'slow' ? ms : 1);
    if (kind === 'unreachable' || kind === 'unavailable') throw sourceError(kind);
    if (kind === 'rejected') throw sourceError('refused');
    if (kind === 'late') {
      void this.#clock
        .sleep(ms)
        .then(apply)
        .catch(() => undefined);
      throw sourceError('unreachable');
    }
    const answer = await apply();
    if (kind === 'die-after') this.#process.die(ms % 2 === 0);
    if (kind === 'stop') this.#process.stop();
    if (kind === 'force') this.#process.force();
    await this.#clock.sleep(kind === 'lost' ? ms : 1);
    if (kind === 'lost') throw sourceError('unreachable');
    if (kind === 'error-after') throw sourceError('unavailable');
    return answer;
  }
}
