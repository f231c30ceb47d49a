import { SourceError } from '../errors/source-error.ts';
import type { EncodedResult, TaskSource, TaskState } from '../sources/task-source.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { LookUps } from './look-ups.ts';

/** `ignored`: the engine took the request, but the task was over before. */
export type SendEnd = 'accepted' | 'ignored';

export interface ResultSenderOptions {
  /** Whether the task may have ended in the engine meanwhile. */
  readonly mayBeLate: (result: EncodedResult) => boolean;
  /** An attempt took `ms` milliseconds; `error` is null when it was accepted. */
  readonly onAttempt: (result: EncodedResult, ms: number, error: unknown) => void;
}

/** How often a result is sent again that a late heartbeat has overwritten. */
const maxRepairs = 3;

/**
 * Sends results such that no heartbeat meets them, and finds out what became of those that may
 * have come too late: the engine answers 200 for a task that is over as well.
 */
export class ResultSender {
  readonly #source: Pick<TaskSource, 'deliver'>;
  readonly #leases: LeaseKeeper;
  readonly #lookUps: LookUps;
  readonly #options: ResultSenderOptions;
  #turn: Promise<void> | null = null;

  constructor(
    source: Pick<TaskSource, 'deliver'>,
    leases: LeaseKeeper,
    lookUps: LookUps,
    options: ResultSenderOptions,
  ) {
    this.#source = source;
    this.#leases = leases;
    this.#lookUps = lookUps;
    this.#options = options;
  }

  /**
   * @param attempt 1 at first
   * @throws SourceError when the engine did not accept it: to be sent again, unless it is refused.
   */
  async send(result: EncodedResult, attempt: number): Promise<SendEnd> {
    const { taskId } = result;
    await this.#nextTurn();
    const heartbeat = this.#leases.silence(taskId);
    if (heartbeat !== null) await heartbeat;
    try {
      await this.#deliver(result);
      let end: SendEnd = 'accepted';
      if (this.#leases.isDoubtful(taskId) && isFinal(result)) end = await this.#repair(result);
      else if ((attempt > 1 || this.#options.mayBeLate(result)) && this.#lookUps.take())
        end = await this.#judge(result);
      this.#leases.forget(taskId);
      return end;
    } catch (error) {
      this.#leases.resume(taskId);
      throw error;
    }
  }

  /**
   * Tasks often end in bursts. The poll for what their slots can take next goes out first, and the
   * engine answers it while their results are sent.
   */
  #nextTurn(): Promise<void> {
    return (this.#turn ??= new Promise((resolve) =>
      setImmediate(() => {
        this.#turn = null;
        resolve();
      }),
    ));
  }

  async #deliver(result: EncodedResult): Promise<void> {
    const startedAt = performance.now();
    try {
      await this.#source.deliver(result);
    } catch (error) {
      this.#options.onAttempt(result, performance.now() - startedAt, error);
      throw error;
    }
    this.#options.onAttempt(result, performance.now() - startedAt, null);
  }

  /** After a heartbeat without an answer: the result counts once the engine says so. */
  async #repair(result: EncodedResult): Promise<SendEnd> {
    for (let repairs = 0; ; repairs++) {
      const state = await this.#lookUps.ask(result).catch(nothingToLearn);
      if (state !== 'running' || repairs === maxRepairs) return verdict(result, state);
      await this.#deliver(result);
    }
  }

  /** Only to tell what happened: the result is accepted, whether this look-up succeeds or not. */
  async #judge(result: EncodedResult): Promise<SendEnd> {
    const state = await this.#lookUps.ask(result).catch(() => null);
    return verdict(result, state);
  }
}

/** An engine that refuses look-ups refuses the next one too; any other failure means another try. */
function nothingToLearn(error: unknown): null {
  if (error instanceof SourceError && error.kind === 'refused') return null;
  throw error;
}

/** After the others the task may run somewhere else already: sent again, they would take it from there. */
function isFinal({ kind }: EncodedResult): boolean {
  return kind !== 'deferred' && kind !== 'handed-back';
}

/** The states in which the engine leaves a task whose result it applied. */
const applied: Readonly<Record<EncodedResult['kind'], readonly TaskState[]>> = {
  completed: ['completed'],
  failed: ['failed'],
  'failed-for-good': ['failed', 'completed'],
  deferred: ['waiting', 'running', 'completed', 'failed'],
  'handed-back': ['waiting', 'running', 'completed', 'failed'],
};

function verdict(result: EncodedResult, state: TaskState | null): SendEnd {
  // Unknown, or still running after all: nothing says that it is over.
  return state === null || state === 'running' || applied[result.kind].includes(state)
    ? 'accepted'
    : 'ignored';
}
