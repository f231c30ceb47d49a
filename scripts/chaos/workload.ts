import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineApi, EngineTask, EngineWorkflow } from './engine-api.ts';
import type { Random } from './random.ts';

/** Few requests beside those of the hosts. */
const nudgePauseMs = 100;
/** A join is looked at every few seconds, unless the engine was killed while it had taken it from its queue. */
const forgottenMs = 30_000;
const steps = ['first', 'left', 'right', 'last'] as const;

export interface WorkloadOptions {
  readonly prefix: string;
  readonly responseTimeoutSeconds: number;
  readonly random: Random;
}

/** Workflows of four tasks each: one, a fork of two, and one after their join. */
export class Workload {
  /** Of those that were started. */
  readonly ids: string[] = [];
  /** Joins that had to be ended in the engine's stead: killed at the wrong moment, it looks at them an hour later. */
  forgottenJoins = 0;
  readonly #api: EngineApi;
  readonly #options: WorkloadOptions;
  readonly #completed = new Set<string>();
  /** Milliseconds since 1970, by id. */
  readonly #startedAt = new Map<string, number>();

  constructor(api: EngineApi, options: WorkloadOptions) {
    this.#api = api;
    this.#options = options;
  }

  static readonly tasksPerWorkflow = steps.length;

  async define(): Promise<void> {
    const { prefix, responseTimeoutSeconds } = this.#options;
    for (const step of steps) {
      await this.#api.defineTask({
        name: `${prefix}-${step}`,
        retryCount: 20,
        retryDelaySeconds: 0,
        timeoutSeconds: 0,
        responseTimeoutSeconds,
      });
    }
    const [first, left, right, last] = steps.map((step) => simple(prefix, step));
    await this.#api.defineWorkflow(prefix, [
      first,
      { type: 'FORK_JOIN', name: 'fork', taskReferenceName: 'fork', forkTasks: [[left], [right]] },
      { type: 'JOIN', name: 'join', taskReferenceName: 'join', joinOn: ['left', 'right'] },
      last,
    ] as Record<string, unknown>[]);
  }

  async startOne(): Promise<void> {
    const { prefix, random } = this.#options;
    const durations = Object.fromEntries(steps.map((step) => [step, duration(random)]));
    const id = await this.#api.startWorkflow(prefix, durations);
    this.ids.push(id);
    this.#startedAt.set(id, Date.now());
  }

  /**
   * Goes through those that are not over after a lease's time, again and again, and has the server decide them: SQLite's
   * own sweep finds a silent worker minutes late. Never rejects; an engine that is away is asked
   * again.
   */
  async nudge(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const oldest = Date.now() - this.#options.responseTimeoutSeconds * 1000;
      for (const id of this.#running()) {
        if ((this.#startedAt.get(id) ?? 0) > oldest) break;
        await this.#nudgeOne(id).catch(() => undefined);
        await sleep(nudgePauseMs);
      }
      await sleep(500);
    }
  }

  /** Waits until all are over, for `withinMs` at most. @returns how many are not COMPLETED. */
  async finish(withinMs: number, signal: AbortSignal): Promise<number> {
    const end = Date.now() + withinMs;
    while (Date.now() < end && this.#running().length > 0) {
      await sleep(200, undefined, { signal });
    }
    return this.#running().length;
  }

  /** All with their tasks, every attempt of them. */
  async read(): Promise<EngineWorkflow[]> {
    const workflows: EngineWorkflow[] = [];
    for (const id of this.ids) workflows.push(await this.#api.workflow(id));
    return workflows;
  }

  async #nudgeOne(id: string): Promise<void> {
    const { status, tasks } = await this.#api.workflow(id);
    if (status === 'COMPLETED') {
      this.#completed.add(id);
      return;
    }
    await this.#api.decide(id);
    const join = forgottenJoin(tasks);
    if (join === undefined) return;
    await this.#api.complete(join);
    this.forgottenJoins += 1;
  }

  #running(): string[] {
    return this.ids.filter((id) => !this.#completed.has(id));
  }
}

/** The open join of branches that were complete long ago: nothing is left in it for a worker to do. */
function forgottenJoin(tasks: readonly EngineTask[]): EngineTask | undefined {
  const ends = ['left', 'right'].map((step) =>
    tasks.find(
      ({ referenceTaskName, status }) => referenceTaskName === step && status === 'COMPLETED',
    ),
  );
  const long = Date.now() - forgottenMs;
  if (!ends.every((task) => (task?.endTime ?? Infinity) < long)) return undefined;
  return tasks.find(
    ({ referenceTaskName, status }) => referenceTaskName === 'join' && status === 'IN_PROGRESS',
  );
}

function simple(prefix: string, step: string): Record<string, unknown> {
  return {
    type: 'SIMPLE',
    name: `${prefix}-${step}`,
    taskReferenceName: step,
    inputParameters: { durationMs: `\${workflow.input.${step}}` },
  };
}

/** Milliseconds. One in ten runs for so long that it is likely to meet a kill, some until a heartbeat. */
function duration(random: Random): number {
  return random.chance(0.1) ? random.between(2000, 10_000) : random.between(20, 300);
}
