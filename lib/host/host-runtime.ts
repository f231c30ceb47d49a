import type { EventEmitter } from 'node:events';
import { trace } from '@opentelemetry/api';
import { openOutbox } from '../delivery/open-outbox.ts';
import type { Outbox } from '../delivery/outbox.ts';
import { ResultDelivery } from '../delivery/result-delivery.ts';
import { WorkerHostError } from '../errors/worker-host-error.ts';
import type { HostSettings } from '../settings/host-settings.ts';
import { secretValuesOf } from '../settings/secret-values.ts';
import type { Resolution } from '../settings/resolve-settings.ts';
import { flushSpans } from '../pool/flush-spans.ts';
import { createConductorSource } from '../sources/conductor/conductor-source.ts';
import type { EncodedResult, TaskReference, TaskSource } from '../sources/task-source.ts';
import { systemClock, type Clock } from '../task/clock.ts';
import { createDefaultLogger } from '../telemetry/logger.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import { RepeatedLines } from '../telemetry/repeated-lines.ts';
import { TaskLog } from '../telemetry/task-log.ts';
import { openTracing, type Tracing } from '../telemetry/tracing.ts';
import type { WorkerAbc } from '../worker/worker-abc.ts';
import { CancellationWatch } from './cancellation-watch.ts';
import { deliveryReports } from './delivery-reports.ts';
import { Drain } from './drain.ts';
import { reportDrain } from './drain-progress.ts';
import { EngineWatch } from './engine-watch.ts';
import { HeldPolls } from './held-polls.ts';
import { HostOperator } from './host-operator.ts';
import { HostEvents } from './host-events.ts';
import { InFlight } from './in-flight.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { compareSettings, type SettingsChange } from './live-settings.ts';
import { LookUps } from './look-ups.ts';
import { makePool } from './make-pool.ts';
import { makeQueue } from './make-queue.ts';
import { MemoryWatch } from './memory-watch.ts';
import { resolveLayers } from './resolve-layers.ts';
import { ResultSender } from './result-sender.ts';
import type { RunnerContext } from './runner-context.ts';
import { describeTask } from './task-tally.ts';
import { TaskRunner } from './task-runner.ts';
import { TaskWatch } from './task-watch.ts';
import { version } from './version.ts';
import type { WorkerHostEvents } from './worker-host-events.ts';
import type { WorkerHostOptions } from './worker-host-options.ts';
import type { HostState, WorkerHostStatus } from '../status/host-status.ts';
import { Metrics } from '../status/metrics.ts';
import { Statistics } from '../status/statistics.ts';
import { startStatusServer, type StatusServer } from '../status/status-server.ts';

/** Results of tasks that took longer are looked after: the engine may have ended the task meanwhile. */
const longTaskMs = 1000;
/** For results, once a drain's time is over. */
const leastDeliveryMs = 2000;

/** The host that a runtime belongs to. */
export interface RuntimeOwner {
  readonly emitter: EventEmitter<WorkerHostEvents>;
  state(): HostState;
  /** Stops in order; `done` is then rejected with this error, where there is one. */
  giveUp(error: WorkerHostError | null): void;
}

/** The parts of a started host and how they hang together: settings, source, delivery, a runner per worker. */
export class HostRuntime {
  #settings: Resolution;
  readonly #workers: readonly WorkerAbc[];
  readonly #options: WorkerHostOptions;
  readonly #owner: RuntimeOwner;
  readonly #logger: RepeatedLines;
  readonly #taskLog: TaskLog;
  readonly #clock: Clock;
  readonly #events: HostEvents;
  readonly #source: TaskSource;
  readonly #engine: EngineWatch;
  readonly #inFlight: InFlight;
  readonly #metrics: Metrics;
  readonly #statistics: Statistics;
  readonly #tracing: Tracing | null;
  readonly #leases: LeaseKeeper;
  readonly #outbox: Outbox | null;
  readonly #delivery: ResultDelivery;
  readonly #watch: TaskWatch;
  readonly #memory: MemoryWatch | null;
  readonly #runners: readonly TaskRunner[];
  #keepAlive: NodeJS.Timeout | undefined;
  readonly #drain: Drain;
  #startedAt: string | null = null;
  #status: StatusServer | null = null;

  /**
   * @throws SettingsError naming every bad setting; ModuleError when it can't be told what a thread
   *   should import; OutboxError, OutboxHeldError when the outbox can't be opened.
   */
  static async open(
    workers: readonly WorkerAbc[],
    options: WorkerHostOptions,
    owner: RuntimeOwner,
  ): Promise<HostRuntime> {
    const settings = resolveLayers(workers, options);
    const ownLogger = options.logger ?? defaultLogger(settings);
    const logger = new RepeatedLines(ownLogger);
    for (const warning of settings.warnings) logger.warn(warning);
    const outbox = await openOutboxOf(settings.host, options, logger);
    try {
      return new HostRuntime(workers, options, { settings, logger, ownLogger, outbox, owner });
    } catch (error) {
      await outbox?.close();
      throw error;
    }
  }

  private constructor(
    workers: readonly WorkerAbc[],
    options: WorkerHostOptions,
    { settings, logger, ownLogger, outbox, owner }: Surroundings,
  ) {
    const { host } = settings;
    const clock = systemClock;
    this.#settings = settings;
    this.#workers = workers;
    this.#options = options;
    this.#logger = logger;
    this.#taskLog = new TaskLog(ownLogger, { payloads: host.logPayloads });
    this.#clock = clock;
    this.#owner = owner;
    this.#outbox = outbox;
    this.#events = new HostEvents(owner.emitter, logger);
    this.#source =
      options.source ??
      createConductorSource(host, {
        pollConnections: workers.length,
        onNotice: (notice) => logger.warn(notice),
        onRequest: (method, path, status, ms) => this.#metrics.requested(method, path, status, ms),
      });
    this.#engine = new EngineWatch(this.#source.description, this.#events, logger, clock, () =>
      this.#hurry(),
    );
    this.#inFlight = new InFlight(clock);
    this.#metrics = new Metrics(() => this.status());
    this.#tracing = openTracing(version, logger);
    this.#statistics = new Statistics(
      clock,
      (title) => this.#runners.find((runner) => runner.title === title)?.running ?? 0,
    );
    this.#leases = this.#makeLeases();
    const lookUps = new LookUps(this.#source, clock);
    this.#delivery = this.#makeDelivery(lookUps);
    this.#watch = this.#makeWatch(lookUps);
    this.#memory = this.#makeMemoryWatch();
    this.#drain = new Drain(clock, host.drainTimeout);
    this.#runners = this.#makeRunners(workers);
  }

  async start(): Promise<void> {
    // Between two polls nothing else may hold the process.
    this.#keepAlive = setInterval(() => undefined, 2 ** 30);
    this.#status = await this.#serveStatus();
    await Promise.all(this.#runners.map((runner) => runner.start()));
    await this.#registerDefinitions();
    this.#delivery.start();
    for (const runner of this.#runners) runner.run();
    this.#watch.start();
    this.#memory?.start();
    this.#startedAt = new Date().toISOString();
    this.#events.emit('host:started', () => ({
      workers: this.#settings.workers.map(({ name }) => name),
    }));
  }

  /** After a start that failed: frees what it had begun. */
  async abandon(): Promise<void> {
    this.#drain.force();
    this.#drain.begin();
    await Promise.all(this.#runners.map((runner) => runner.stop(this.#drain)));
    await this.#close();
  }

  async stop(): Promise<void> {
    const drain = this.#drain;
    drain.begin();
    this.#logger.info(
      { inFlight: this.#inFlight.size, drainTimeoutMs: drain.timeoutMs },
      'stopping: no new polls, tasks in flight finish',
    );
    this.#events.emit('host:draining', () => ({ inFlight: this.#inFlight.size }));
    const endReports = reportDrain(this.#inFlight, this.#clock, this.#logger);
    await Promise.all(this.#runners.map((runner) => runner.stop(drain)));
    await drain.wait(this.#delivery.idle(), leastDeliveryMs);
    endReports();
    const { stored, lost } = await this.#close();
    this.#events.emit('host:stopped', () => ({ undelivered: stored + lost }));
    if (stored + lost > 0) throw this.#undelivered(stored, lost);
    this.#logger.info('stopped');
  }

  /** Ends what a stop still waits for; running tasks are ended by force. */
  force(): void {
    this.#drain.force();
  }

  /**
   * Reads the settings again. Those that can change in a running host do.
   *
   * @throws SettingsError naming every bad one: then nothing changes.
   */
  reload(): Pick<SettingsChange, 'applied' | 'needRestart'> {
    const settings = resolveLayers(this.#workers, this.#options);
    for (const warning of settings.warnings) this.#logger.warn(warning);
    const change = compareSettings(this.#settings, settings);
    this.#settings = change.effective;
    this.#runners.forEach((runner, index) => {
      const changes = change.workers[index];
      if (changes !== undefined) runner.reconfigure(changes);
    });
    if (change.applied.includes('log_level')) this.setLogLevel(settings.host.logLevel);
    return change;
  }

  /** Where the status server listens; null = there is none. */
  get statusUrl(): string | null {
    return this.#status?.url ?? null;
  }

  setLogLevel(level: string): void {
    this.#logger.level = level;
    for (const runner of this.#runners) runner.setLogLevel(level);
  }

  setPaused(name: string | undefined, paused: boolean): void {
    const names = this.#settings.workers.map((worker) => worker.name);
    if (name !== undefined && !names.includes(name)) {
      throw new WorkerHostError(
        'ERR_WH_WORKER',
        `No worker here is named ${name}. There are: ${names.join(', ')}.`,
      );
    }
    for (const each of name === undefined ? names : [name]) {
      for (const runner of this.#runners) runner.setPaused(each, paused);
    }
  }

  status(): WorkerHostStatus {
    const { reachable, since, answeredAt, lastError } = this.#engine;
    return {
      state: this.#owner.state(),
      version,
      startedAt: this.#startedAt,
      engine: {
        description: this.#source.description,
        reachable,
        since: isoTime(since),
        answeredAt: isoTime(answeredAt),
        lastError: lastError?.message ?? null,
      },
      delivery: { pending: this.#delivery.pending },
      outbox: this.#outbox === null ? null : describeOutbox(this.#outbox),
      leases: { extended: this.#leases.size },
      workers: this.#runners.map((runner) => runner.status()),
    };
  }

  async #serveStatus(): Promise<StatusServer | null> {
    const { statusHost, statusPort, statusToken, pollDeadline } = this.#settings.host;
    if (typeof statusPort !== 'number') return null;
    const operator = new HostOperator({
      inFlight: this.#inFlight,
      metrics: this.#metrics,
      statistics: this.#statistics,
      runners: this.#runners,
      logger: this.#logger,
      clock: this.#clock,
      status: () => this.status(),
      setLogLevel: (level) => this.setLogLevel(level),
      stop: (error) => this.#owner.giveUp(error),
    });
    const server = await startStatusServer({
      host: statusHost,
      port: statusPort,
      token: statusToken,
      view: operator,
      controls: operator,
      logger: this.#logger,
      limits: { pollDeadlineMs: pollDeadline },
    });
    this.#logger.info({ url: server.url }, 'status and dashboard');
    return server;
  }

  #makeLeases(): LeaseKeeper {
    const fields = ({ taskId, workflowId }: TaskReference): TaskReference & { worker: string } => ({
      worker: this.#inFlight.get(taskId)?.queue.name ?? '',
      taskId,
      workflowId,
    });
    return new LeaseKeeper(this.#source, this.#clock, {
      onExtended: (task) => {
        this.#metrics.leaseExtended();
        this.#events.emit('lease:extended', () => fields(task));
      },
      onFailed: (task, error) => {
        this.#metrics.leaseFailed();
        this.#logger.debug({ ...fields(task), reason: error.message }, 'lease not extended');
        this.#events.emit('lease:failed', () => ({ ...fields(task), error }));
      },
    });
  }

  #makeDelivery(lookUps: LookUps): ResultDelivery {
    const isLong = ({ taskId }: EncodedResult): boolean => {
      const entry = this.#inFlight.get(taskId);
      return entry !== undefined && this.#clock.now() - entry.polledAt >= longTaskMs;
    };
    const sender = new ResultSender(this.#deliverer(), this.#leases, lookUps, {
      mayBeLate: isLong,
      onAttempt: ({ taskType, body }, ms, error) => {
        if (error === null) this.#metrics.resultAccepted(taskType, ms, body.length);
        else this.#metrics.resultFailed(taskType, ms, error);
      },
    });
    const { outbox, outboxMaxAge } = this.#settings.host;
    return new ResultDelivery(sender, {
      clock: this.#clock,
      outbox: this.#outbox,
      storeFirst: outbox === 'always',
      maxAgeMs: outboxMaxAge,
      ...deliveryReports({
        engine: this.#engine,
        events: this.#events,
        logger: this.#logger,
        metrics: this.#metrics,
        inFlight: this.#inFlight,
        leases: this.#leases,
      }),
    });
  }

  /** Each attempt is a span, while the task of the result is in flight. */
  #deliverer(): Pick<TaskSource, 'deliver'> {
    const source = this.#source;
    if (this.#tracing === null) return source;
    return {
      deliver: (result) => {
        const deliver = (): Promise<void> => source.deliver(result);
        return this.#inFlight.get(result.taskId)?.trace?.deliver(deliver) ?? deliver();
      },
    };
  }

  #makeWatch(lookUps: LookUps): TaskWatch {
    const cancellations = new CancellationWatch(lookUps, this.#clock, (entry, error) =>
      this.#logger.debug(
        { ...describeTask(entry), reason: String(error) },
        'the engine could not be asked about a task',
      ),
    );
    return new TaskWatch(
      { inFlight: this.#inFlight, leases: this.#leases, cancellations, clock: this.#clock },
      this.#settings.host,
    );
  }

  #makeMemoryWatch(): MemoryWatch | null {
    const { maxRssMb } = this.#settings.host;
    if (maxRssMb === null) return null;
    return new MemoryWatch(maxRssMb, this.#clock, (rssMb) => {
      const error = new WorkerHostError(
        'ERR_WH_MEMORY',
        `The process takes ${rssMb} MB, more than max_rss_mb = ${maxRssMb}: the host stops. ` +
          'Start it again, give it more memory, or lower concurrency and threads.',
      );
      this.#logger.error({ rssMb, maxRssMb }, 'the process takes too much memory; stopping');
      this.#owner.giveUp(error);
    });
  }

  #makeRunners(workers: readonly WorkerAbc[]): TaskRunner[] {
    const { host, workers: resolved } = this.#settings;
    const context: RunnerContext = {
      source: this.#source,
      delivery: this.#delivery,
      inFlight: this.#inFlight,
      leases: this.#leases,
      heldPolls: new HeldPolls(host.maxHeldPolls),
      engine: this.#engine,
      events: this.#events,
      logger: this.#logger,
      taskLog: this.#taskLog,
      metrics: this.#metrics,
      statistics: this.#statistics,
      tracing: this.#tracing,
      clock: this.#clock,
      onDrainTimeout: host.onDrainTimeout,
      drainReason: `The host is stopping, and its drain_timeout of ${host.drainTimeout} ms is over.`,
    };
    return workers.map((worker, index) => {
      const queues = resolved
        .filter((each) => each.index === index)
        .map((each) => makeQueue(worker, each, this.#logger));
      return new TaskRunner(
        queues,
        (listener) => makePool(worker, queues, listener, this.#logger),
        context,
      );
    });
  }

  async #registerDefinitions(): Promise<void> {
    for (const { name, settings } of this.#settings.workers) {
      if (!settings.registerTaskDef || this.#source.registerTask === undefined) continue;
      try {
        await this.#source.registerTask(name, settings.overwriteTaskDef);
      } catch (error) {
        // Tasks run without their definition too, on the engine's defaults.
        this.#logger.error(
          { worker: name, reason: String(error) },
          'the task definition could not be registered',
        );
      }
    }
  }

  /** The engine answers again: nothing waits for its turn any more. */
  #hurry(): void {
    this.#delivery.hurry();
    for (const runner of this.#runners) runner.hurry();
  }

  #undelivered(stored: number, lost: number): WorkerHostError {
    const parts = [
      `The host stopped with results that ${this.#source.description} did not accept.`,
    ];
    if (stored > 0) {
      parts.push(
        `${stored} are kept in ${this.#outbox?.directory ?? ''} and go out when a host with that outbox starts.`,
      );
    }
    if (lost > 0)
      parts.push(`${lost} are lost: their tasks run again after their response timeout.`);
    return new WorkerHostError('ERR_WH_UNDELIVERED', parts.join(' '));
  }

  /** @returns how many results the engine has not accepted. */
  async #close(): Promise<{ stored: number; lost: number }> {
    clearInterval(this.#keepAlive);
    this.#memory?.stop();
    this.#watch.stop();
    this.#leases.close();
    const { stored, abandoned } = await this.#delivery.stop();
    await this.#outbox?.close();
    await this.#source.close();
    if (this.#tracing !== null) await flushSpans(trace.getTracerProvider());
    await this.#status?.close();
    this.#logger.flush();
    return { stored, lost: abandoned };
  }
}

/** A library is quiet, unless a setting says otherwise. */
function defaultLogger({ host, hostOrigins }: Resolution): Logger {
  const isSet = (key: string): boolean => hostOrigins[key]?.origin !== 'default';
  return createDefaultLogger(secretValuesOf(host), {
    ...(isSet('log_level') && { level: host.logLevel }),
    ...(isSet('log_format') && { format: host.logFormat }),
  });
}

/** The default directory is named after the engine's address, which a source of the user's own need not have. */
function openOutboxOf(
  settings: HostSettings,
  { source }: WorkerHostOptions,
  logger: Logger,
): Promise<Outbox | null> {
  if (source !== undefined && settings.outboxDir === null) return Promise.resolve(null);
  return openOutbox(settings, (notice) => logger.warn(notice));
}

interface Surroundings {
  readonly settings: Resolution;
  readonly logger: RepeatedLines;
  readonly ownLogger: Logger;
  readonly outbox: Outbox | null;
  readonly owner: RuntimeOwner;
}

function describeOutbox({ directory, size, bytes, oldestAt }: Outbox): WorkerHostStatus['outbox'] {
  return { directory, stored: size, bytes, oldestAt: isoTime(oldestAt) };
}

function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
