import type { DeliveryRest } from '../../../lib/delivery/result-delivery.ts';
import type { Outcome } from '../../../lib/task/outcome.ts';
import type { DiskFate, Fate, Schedule, Step, Work } from './schedule.ts';
import { SimClock } from './sim-clock.ts';
import { SimDisk } from './sim-disk.ts';
import { isOver, SimEngine, type Attempt } from './sim-engine.ts';
import { SimHost, type Books } from './sim-host.ts';

const well: Fate = { kind: 'ok', ms: 1 };
const down: Fate = { kind: 'unreachable', ms: 1 };
const easy: Work = { kind: 'complete', ms: 10 };
/** Long enough for every backoff and every lease, one after the other. */
const settleMs = 200_000;

/** Runs one schedule: an engine, a disk, and one host at a time. */
export class World implements Books {
  /** What must not have happened. */
  readonly violations: string[] = [];
  readonly clock = new SimClock();
  readonly engine = new SimEngine(this.clock);
  readonly disk = new SimDisk();
  readonly #schedule: Schedule;
  #fates: Fate[];
  readonly #work: Work[];
  #diskFates: DiskFate[];
  readonly #disturbed = new Set<string>();
  readonly #rejected = new Set<string>();
  /** Tasks that ended for good in a host that lives, and of which nothing is lost or dropped. */
  readonly #owed = new Set<string>();
  #upAt = 0;
  #host: SimHost;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    this.#fates = [...schedule.fates];
    this.#work = [...schedule.work];
    this.#diskFates = [...schedule.disk];
    this.#host = new SimHost(schedule, this);
  }

  get books(): Books {
    return this;
  }

  async run(): Promise<void> {
    const { random } = Math;
    Math.random = jitter(this.#schedule.seed);
    try {
      for (const step of this.#schedule.steps) {
        await this.clock.pass(step.after);
        this.#do(step);
      }
      await this.clock.pass(5000);
      await this.#settle();
      this.#judge();
    } finally {
      Math.random = random;
    }
  }

  fate(): Fate {
    if (this.clock.now() < this.#upAt) return down;
    return this.#fates.shift() ?? well;
  }

  work(): Work {
    return this.#work.shift() ?? easy;
  }

  diskFate(): DiskFate {
    return this.#diskFates.shift() ?? 'ok';
  }

  started(taskId: string): void {
    if (this.disk.holdsFinal(taskId)) {
      this.violated(`${taskId} runs again while its result is stored`);
    }
  }

  ended(taskId: string, { kind }: Outcome): void {
    if (kind === 'completed' || kind === 'failed-for-good') this.#owed.add(taskId);
  }

  disturbed(taskId: string): void {
    this.#disturbed.add(taskId);
  }

  rejected(taskId: string): void {
    this.#rejected.add(taskId);
  }

  dropped(taskId: string): void {
    this.#rejected.add(taskId);
  }

  died(): void {
    this.#disturbAll();
    this.#owed.clear();
  }

  stopped({ stored, abandoned }: DeliveryRest): void {
    if (stored > 0 || abandoned > 0) this.#disturbAll();
    if (abandoned > 0) this.#owed.clear();
  }

  violated(what: string): void {
    this.violations.push(what);
  }

  #do({ do: what, count, lease }: Step): void {
    const attempts = [...this.engine.attempts.keys()];
    const picked = attempts[count % Math.max(1, attempts.length)];
    if (what === 'put') for (let i = 0; i < count; i++) this.engine.put(lease * 1000);
    else if (what === 'outage') this.#upAt = this.clock.now() + count * 4000;
    else if (what === 'cancel') this.engine.cancel(picked ?? '');
    else if (what === 'die') this.#host.die(count % 2 === 0);
    else if (what === 'start') this.#restart();
    else this.#host[what]();
  }

  #restart(): void {
    if (!this.#host.live) this.#host = new SimHost(this.#schedule, this);
  }

  /** From here on all goes well. */
  async #settle(): Promise<void> {
    this.#fates = [];
    this.#diskFates = [];
    this.#upAt = 0;
    const end = this.clock.now() + settleMs;
    while (this.clock.now() < end && !this.#settled()) {
      // The last poll may come back with a stop or a death.
      if (this.#host.stopping) await this.#host.finish();
      this.#restart();
      const { clock } = this;
      await clock.pass(
        end - clock.now(),
        () => this.#settled() || this.#host.stopping || !this.#host.live,
      );
    }
    const { freeSlots } = this.#host.runner.status();
    const waiting = [...this.engine.attempts.values()].filter(({ state }) => state === 'waiting');
    if (freeSlots > 0 && waiting.length > 0) this.violated('tasks wait beside free slots');
    if (this.disk.files.size > 0) this.violated('the outbox is not emptied');
    await this.#host.finish();
  }

  #settled(): boolean {
    return (
      this.#host.live &&
      !this.#host.stopping &&
      this.disk.files.size === 0 &&
      this.#host.inFlight.size === 0 &&
      [...this.engine.attempts.values()].every(
        (attempt) => isOver(attempt) || (attempt.leaseMs === 0 && this.#isStranded(attempt)),
      )
    );
  }

  /** With a reason: it was lost on its way, or with a process. */
  #isStranded({ taskId, state }: Attempt): boolean {
    return state === 'running' && this.#disturbed.has(taskId);
  }

  #judge(): void {
    for (const { taskId, state, leaseMs } of this.engine.attempts.values()) {
      const stranded = state === 'running' || state === 'timed-out';
      if (stranded && !this.#disturbed.has(taskId)) {
        this.violated(`${taskId} is stranded: ${state}, lease ${leaseMs} ms`);
      }
    }
    for (const taskId of [...this.disk.finals, ...this.#owed]) {
      if (!this.engine.seen.has(taskId) && !this.#rejected.has(taskId)) {
        this.violated(`the result of ${taskId} is lost`);
      }
    }
    const { size } = this.#host.inFlight;
    if (size > 0) this.violated(`${size} tasks are in flight after a stop`);
  }

  #disturbAll(): void {
    for (const { taskId, state } of this.engine.attempts.values()) {
      if (state === 'running') this.#disturbed.add(taskId);
    }
  }
}

/** The same numbers for the same seed. */
function jitter(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
