import { unreadRecords } from '../../support/records.ts';
import { EventEmitter } from 'node:events';
import { ResultDelivery, type DeliveryRest } from '../../../lib/delivery/result-delivery.ts';
import { CancellationWatch } from '../../../lib/host/cancellation-watch.ts';
import { deliveryReports } from '../../../lib/host/delivery-reports.ts';
import { Drain } from '../../../lib/host/drain.ts';
import { EngineWatch } from '../../../lib/host/engine-watch.ts';
import { HeldPolls } from '../../../lib/host/held-polls.ts';
import { HostEvents } from '../../../lib/host/host-events.ts';
import { InFlight } from '../../../lib/host/in-flight.ts';
import { LeaseKeeper } from '../../../lib/host/lease-keeper.ts';
import { LookUps } from '../../../lib/host/look-ups.ts';
import { ResultSender } from '../../../lib/host/result-sender.ts';
import { TaskQueue } from '../../../lib/host/task-queue.ts';
import { TaskRunner } from '../../../lib/host/task-runner.ts';
import { TaskWatch } from '../../../lib/host/task-watch.ts';
import type { WorkerHostEvents } from '../../../lib/host/worker-host-events.ts';
import type { WorkerSettings } from '../../../lib/settings/worker-settings.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import type { DiskFate, Schedule } from './schedule.ts';
import { ProcessClock, type SimClock } from './sim-clock.ts';
import { SimOutbox, type DiskUser, type SimDisk } from './sim-disk.ts';
import type { SimEngine } from './sim-engine.ts';
import { SimPool, type PoolBooks } from './sim-pool.ts';
import { SimSource, type NetworkBooks, type SimProcess } from './sim-source.ts';
import { TaskLog } from '../../../lib/telemetry/task-log.ts';

export interface Books extends PoolBooks, NetworkBooks {
  diskFate(): DiskFate;
  /** Its signal was aborted: nothing is sent of it. */
  dropped(taskId: string): void;
  died(): void;
  stopped(rest: DeliveryRest): void;
}

export interface Surroundings {
  readonly clock: SimClock;
  readonly engine: SimEngine;
  readonly disk: SimDisk;
  readonly books: Books;
}

/** How long a stop may take beyond its drain timeout: grace, the end of threads, a held poll, deliveries, the disk. */
const stopMs = 1000 + 100 + 6000 + 2000 + 3100;
const forcedStopMs = 3 * 500 + 3200;

/** One process with the real parts of a host, put together as the host does it. */
export class SimHost implements SimProcess, DiskUser {
  alive = true;
  closed = false;
  readonly inFlight: InFlight;
  readonly runner: TaskRunner;
  readonly delivery: ResultDelivery;
  readonly #around: Surroundings;
  readonly #clock: ProcessClock;
  readonly #source: SimSource;
  readonly #schedule: Schedule;
  readonly #leases: LeaseKeeper;
  readonly #watch: TaskWatch;
  readonly #drain: Drain;
  #stop: Promise<void> | null = null;
  #closing = false;
  /** When a stop must be over. */
  #stopBy = Infinity;

  constructor(schedule: Schedule, around: Surroundings) {
    const { engine, books, disk } = around;
    this.#around = around;
    this.#schedule = schedule;
    const clock = (this.#clock = new ProcessClock(around.clock));
    const { logger } = new LogRecorder();
    const source = (this.#source = new SimSource(engine, around.clock, this, books));
    const emitter = new EventEmitter<WorkerHostEvents>();
    const events = new HostEvents(emitter, logger);
    emitter.on('result:accepted', ({ taskId }) => {
      // What is answered while the host closes is not looked after.
      if (!this.#closing) source.accepted(taskId);
    });
    emitter.on('task:cancelled', ({ taskId }) => books.dropped(taskId));
    const watch = new EngineWatch('engine', events, logger, clock, () => {
      this.delivery.hurry();
      this.runner.hurry();
    });
    const inFlight = (this.inFlight = new InFlight(clock));
    const leases = (this.#leases = new LeaseKeeper(source, clock, silent));
    const lookUps = new LookUps(source, clock);
    const records = unreadRecords(clock);
    const sender = new ResultSender(source, leases, lookUps, {
      mayBeLate: ({ taskId }) => {
        const entry = inFlight.get(taskId);
        return entry !== undefined && clock.now() - entry.polledAt >= 1000;
      },
      onAttempt: () => undefined,
    });
    this.delivery = new ResultDelivery(sender, {
      clock,
      outbox: schedule.outbox === 'off' ? null : new SimOutbox(disk, clock, this),
      storeFirst: schedule.outbox === 'always',
      ...deliveryReports({
        engine: watch,
        events,
        logger,
        metrics: records.metrics,
        inFlight,
        leases,
      }),
    });
    const cancellations = new CancellationWatch(lookUps, clock, () => undefined);
    this.#watch = new TaskWatch({ inFlight, leases, cancellations, clock }, { cancelGrace: 2000 });
    this.#drain = new Drain(clock, schedule.drainTimeout);
    this.runner = new TaskRunner(
      [new TaskQueue('a', settingsOf(schedule))],
      (listener) => new SimPool(schedule.slots, listener, clock, this.#checked(books)),
      {
        ...records,
        tracing: null,
        source,
        inFlight,
        leases,
        events,
        logger,
        taskLog: new TaskLog(logger, { payloads: false }),
        clock,
        engine: watch,
        delivery: this.delivery,
        heldPolls: new HeldPolls(2),
        onDrainTimeout: schedule.onDrainTimeout,
        drainReason: 'no time is left',
      },
    );
    this.delivery.start();
    this.runner.run();
    this.#watch.start();
  }

  get stopping(): boolean {
    return this.#stop !== null;
  }

  get forced(): boolean {
    return this.#drain.forced;
  }

  /** It has neither stopped nor died. */
  get live(): boolean {
    return this.alive && !this.closed;
  }

  diskFate(): DiskFate {
    return this.#around.books.diskFate();
  }

  die(bringsBack: boolean): void {
    if (!this.live) return;
    this.alive = false;
    this.#clock.die();
    this.#around.disk.crash(bringsBack);
    this.#around.books.died();
  }

  stop(): void {
    if (!this.live || this.stopping) return;
    this.#stopBy = this.#clock.now() + this.#schedule.drainTimeout + stopMs;
    this.#stop = this.#end();
  }

  force(): void {
    if (!this.live) return;
    this.stop();
    this.#stopBy = Math.min(this.#stopBy, this.#clock.now() + forcedStopMs);
    this.#drain.force();
  }

  /** Stops it, unless it has ended, and sees to it that this comes to its end in time. */
  async finish(): Promise<void> {
    this.stop();
    const { clock, books } = this.#around;
    const left = Math.max(0, this.#stopBy - clock.now());
    if (this.live) await clock.pass(left + 1, () => !this.live);
    if (this.live) books.violated('a stop does not end');
  }

  async #end(): Promise<void> {
    const { books } = this.#around;
    this.#drain.begin();
    await this.runner.stop(this.#drain);
    await this.#drain.wait(this.delivery.idle(), 2000);
    this.#closing = true;
    this.#watch.stop();
    this.#leases.close();
    const rest = await this.delivery.stop();
    this.closed = true;
    if (this.#clock.now() > this.#stopBy) books.violated('a stop takes too long');
    books.stopped(rest);
  }

  /** Each time a task begins, no more may be here than fit. */
  #checked(books: PoolBooks): PoolBooks {
    const { slots } = this.#schedule;
    return {
      work: () => books.work(),
      ended: (taskId, outcome) => books.ended(taskId, outcome),
      violated: (what) => books.violated(what),
      started: (taskId) => {
        const { running, waiting } = this.runner.status();
        if (running + waiting > slots + 1 && !this.#source.surplus) {
          books.violated(`${running + waiting} tasks are here, with ${slots} slots`);
        }
        books.started(taskId);
      },
    };
  }
}

const silent = { onExtended: () => undefined, onFailed: () => undefined };

function settingsOf({ slots, isolation, executionTimeout }: Schedule): WorkerSettings {
  return {
    domain: null,
    pollingInterval: 1000,
    pollTimeout: 5000,
    isolation,
    concurrency: slots,
    threads: 1,
    minThreads: 1,
    workerId: 'w',
    paused: false,
    executionTimeout,
    leaseExtendEnabled: false,
    registerTaskDef: false,
    overwriteTaskDef: false,
    maxHeapMb: null,
  };
}
