import { EventEmitter } from 'node:events';
import { ResultDelivery } from '../../lib/delivery/result-delivery.ts';
import { Drain } from '../../lib/host/drain.ts';
import { EngineWatch } from '../../lib/host/engine-watch.ts';
import { HeldPolls } from '../../lib/host/held-polls.ts';
import { HostEvents } from '../../lib/host/host-events.ts';
import { InFlight, type InFlightTask } from '../../lib/host/in-flight.ts';
import { LeaseKeeper } from '../../lib/host/lease-keeper.ts';
import { LookUps } from '../../lib/host/look-ups.ts';
import { ResultSender } from '../../lib/host/result-sender.ts';
import type { RunnerContext } from '../../lib/host/runner-context.ts';
import { TaskQueue } from '../../lib/host/task-queue.ts';
import { TaskRunner } from '../../lib/host/task-runner.ts';
import type { WorkerHostEvents } from '../../lib/host/worker-host-events.ts';
import type { WorkerSettings } from '../../lib/settings/worker-settings.ts';
import { FakeClock, settled } from '../delivery/fake-clock.ts';
import { TaskLog } from '../../lib/telemetry/task-log.ts';
import { HandPool } from '../support/hand-pool.ts';
import { unreadRecords } from '../support/records.ts';
import { LogRecorder } from '../support/log-recorder.ts';
import { MemorySource } from '../support/memory-source.ts';

export interface RunnerSceneOptions {
  readonly slots?: number;
  readonly onDrainTimeout?: RunnerContext['onDrainTimeout'];
  readonly drainTimeout?: number;
  readonly settings?: Partial<WorkerSettings>;
  readonly tracing?: RunnerContext['tracing'];
}

const noSettings = {
  domain: null,
  pollingInterval: 100,
  // Held polls would wait by the system's clock.
  pollTimeout: 0,
  isolation: 'inline',
  concurrency: 1,
  threads: 1,
  workerId: 'w',
  paused: false,
  executionTimeout: null,
} as WorkerSettings;

/** A runner on a clock that stands still, an engine in memory, and tasks that end by hand. */
export class RunnerScene {
  readonly clock = new FakeClock();
  readonly source = new MemorySource();
  readonly log = new LogRecorder();
  readonly emitter = new EventEmitter<WorkerHostEvents>();
  readonly inFlight = new InFlight(this.clock);
  readonly leases = new LeaseKeeper(this.source, this.clock, {
    onExtended: () => undefined,
    onFailed: () => undefined,
  });
  readonly drain: Drain;
  readonly runner: TaskRunner;
  pool!: HandPool;

  constructor({
    slots = 1,
    onDrainTimeout = 'hand_back',
    drainTimeout = 10_000,
    settings = {},
    tracing = null,
  }: RunnerSceneOptions = {}) {
    const { clock, source, inFlight, leases } = this;
    const { logger } = this.log;
    const events = new HostEvents(this.emitter, logger);
    const context: RunnerContext = {
      ...unreadRecords(clock),
      tracing,
      source,
      inFlight,
      leases,
      clock,
      events,
      logger,
      taskLog: new TaskLog(logger, { payloads: false }),
      delivery: new ResultDelivery(
        new ResultSender(source, leases, new LookUps(source, clock), {
          mayBeLate: () => false,
          onAttempt: () => undefined,
        }),
        { clock },
      ),
      heldPolls: new HeldPolls(1),
      engine: new EngineWatch('an engine', events, logger, clock, () => this.runner.hurry()),
      onDrainTimeout,
      drainReason: 'no time is left',
    };
    this.drain = new Drain(clock, drainTimeout);
    this.runner = new TaskRunner(
      [new TaskQueue('a', { ...noSettings, ...settings })],
      (listener) => (this.pool = new HandPool(slots, listener)),
      context,
    );
  }

  /** Begins to poll. */
  async start(): Promise<this> {
    await this.runner.start();
    this.runner.run();
    await this.pass(0);
    return this;
  }

  /** Lets time pass, and requests come to their end. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    for (let turn = 0; turn < 3; turn++) await settled();
  }

  /** Queues a task and has it polled. @returns its id. */
  async put(...args: Parameters<MemorySource['put']> | []): Promise<string> {
    const taskId = this.source.put(...((args.length === 0 ? ['a'] : args) as ['a']));
    await this.pass(100);
    return taskId;
  }

  entry(taskId: string): InFlightTask {
    const entry = this.inFlight.get(taskId);
    if (entry === undefined) throw new Error(`${taskId} is not in flight`);
    return entry;
  }

  /** Begins to stop. @returns whether it is over. */
  stop(): { over: boolean } {
    const state = { over: false };
    this.drain.begin();
    void this.runner.stop(this.drain).then(() => (state.over = true));
    return state;
  }

  /** What the engine was sent: ids and kinds. */
  get sent(): string[] {
    return this.source.accepted.map(({ taskId, kind }) => `${taskId} ${kind}`);
  }
}
