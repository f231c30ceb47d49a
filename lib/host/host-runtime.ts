import type { EventEmitter } from 'node:events';
import type { Outbox } from '../delivery/outbox.ts';
import { WorkerHostError } from '../errors/worker-host-error.ts';
import type { Resolution } from '../settings/resolve-settings.ts';
import { flushSpans } from '../pool/flush-spans.ts';
import type { RepeatedLines } from '../telemetry/repeated-lines.ts';
import type { WorkerAbc } from '../worker/worker-abc.ts';
import { Drain } from './drain.ts';
import { reportDrain } from './drain-progress.ts';
import { HostOperator } from './host-operator.ts';
import { HostEvents } from './host-events.ts';
import { compareSettings, type SettingsChange } from './live-settings.ts';
import { composeHost, type HostParts } from './host-parts.ts';
import { MemoryWatch } from './memory-watch.ts';
import { openSurroundings, type Surroundings } from './surroundings.ts';
import { resolveLayers } from './resolve-layers.ts';
import { version } from './version.ts';
import type { WorkerHostEvents } from './worker-host-events.ts';
import type { WorkerHostOptions } from './worker-host-options.ts';
import type { HostState, WorkerHostStatus } from '../status/host-status.ts';
import { holdPort, type ReleasePort } from '../status/hold-port.ts';
import type { StatusServer } from '../status/status-server.ts';

/** For results, once a drain's time is over. */
const leastDeliveryMs = 2000;

/** The host that a runtime belongs to. */
export interface RuntimeOwner {
  readonly emitter: EventEmitter<WorkerHostEvents>;
  state(): HostState;
  /** Stops in order; `done` is then rejected with this error, where there is one. */
  giveUp(error: WorkerHostError | null): void;
}

/** A started host: its life from start to stop. */
export class HostRuntime {
  #settings: Resolution;
  readonly #workers: readonly WorkerAbc[];
  readonly #options: WorkerHostOptions;
  readonly #owner: RuntimeOwner;
  readonly #logger: RepeatedLines;
  readonly #parts: HostParts;
  readonly #memory: MemoryWatch | null;
  readonly #drain: Drain;
  #keepAlive: NodeJS.Timeout | undefined;
  #startedAt: string | null = null;
  #statusServer: StatusServer | null = null;

  /**
   * @throws SettingsError naming every bad setting; ModuleError when it can't be told what a thread
   *   should import; OutboxError, OutboxHeldError when the outbox can't be opened.
   */
  static async open(
    workers: readonly WorkerAbc[],
    options: WorkerHostOptions,
    owner: RuntimeOwner,
  ): Promise<HostRuntime> {
    const surroundings = await openSurroundings(workers, options);
    try {
      return new HostRuntime(workers, options, surroundings, owner);
    } catch (error) {
      await surroundings.outbox?.close();
      throw error;
    }
  }

  private constructor(
    workers: readonly WorkerAbc[],
    options: WorkerHostOptions,
    surroundings: Surroundings,
    owner: RuntimeOwner,
  ) {
    const { settings, logger } = surroundings;
    this.#settings = settings;
    this.#workers = workers;
    this.#options = options;
    this.#owner = owner;
    this.#logger = logger;
    const events = new HostEvents(owner.emitter, logger);
    this.#parts = composeHost(workers, options, surroundings, events, () => this.status());
    this.#memory = this.#makeMemoryWatch();
    this.#drain = new Drain(this.#parts.clock, settings.host.drainTimeout);
  }

  async start(): Promise<void> {
    // Between two polls nothing else may hold the process.
    this.#keepAlive = setInterval(() => undefined, 2 ** 30);
    const releasePort = await this.#holdStatusPort();
    try {
      await this.#startRunners();
    } finally {
      await releasePort?.();
    }
    this.#statusServer = await this.#serveStatus();
  }

  async #startRunners(): Promise<void> {
    await Promise.all(this.#parts.runners.map((runner) => runner.start()));
    await this.#registerDefinitions();
    this.#parts.delivery.start();
    for (const runner of this.#parts.runners) runner.run();
    this.#parts.watch.start();
    this.#memory?.start();
    this.#startedAt = new Date().toISOString();
    this.#parts.events.emit('host:started', () => ({
      workers: this.#settings.workers.map(({ name }) => name),
    }));
  }

  /** After a start that failed: frees what it had begun. */
  async abandon(): Promise<void> {
    this.#drain.force();
    this.#drain.begin();
    try {
      await Promise.all(this.#parts.runners.map((runner) => runner.stop(this.#drain)));
      await this.#close();
    } catch (error) {
      // What made the start fail is told to who started; this must not take its place.
      this.#logger.error({ err: error }, 'could not free everything after a start that failed');
    }
  }

  async stop(): Promise<void> {
    const drain = this.#drain;
    drain.begin();
    this.#logger.info(
      { inFlight: this.#parts.inFlight.size, drainTimeoutMs: drain.timeoutMs },
      'stopping: no new polls, tasks in flight finish',
    );
    this.#parts.events.emit('host:draining', () => ({ inFlight: this.#parts.inFlight.size }));
    const endReports = reportDrain(this.#parts.inFlight, this.#parts.clock, this.#logger);
    await Promise.all(this.#parts.runners.map((runner) => runner.stop(drain)));
    await drain.wait(this.#parts.delivery.idle(), leastDeliveryMs);
    endReports();
    const { stored, lost } = await this.#close();
    this.#parts.events.emit('host:stopped', () => ({ undelivered: stored + lost }));
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
    this.#parts.runners.forEach((runner, index) => {
      const changes = change.workers[index];
      if (changes !== undefined) runner.reconfigure(changes);
    });
    if (change.applied.includes('log_level')) this.setLogLevel(settings.host.logLevel);
    return change;
  }

  /** Where the status server listens; null = there is none. */
  get statusUrl(): string | null {
    return this.#statusServer?.url ?? null;
  }

  setLogLevel(level: string): void {
    this.#logger.level = level;
    for (const runner of this.#parts.runners) runner.setLogLevel(level);
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
      for (const runner of this.#parts.runners) runner.setPaused(each, paused);
    }
  }

  status(): WorkerHostStatus {
    const { reachable, since, answeredAt, lastError } = this.#parts.engine;
    return {
      state: this.#owner.state(),
      version,
      startedAt: this.#startedAt,
      engine: {
        description: this.#parts.source.description,
        reachable,
        since: isoTime(since),
        answeredAt: isoTime(answeredAt),
        lastError: lastError?.message ?? null,
      },
      delivery: { pending: this.#parts.delivery.pending },
      outbox: this.#parts.outbox === null ? null : describeOutbox(this.#parts.outbox),
      leases: { extended: this.#parts.leases.size },
      workers: this.#parts.runners.map((runner) => runner.status()),
    };
  }

  async #holdStatusPort(): Promise<ReleasePort | null> {
    const { statusHost, statusPort } = this.#settings.host;
    return typeof statusPort === 'number' ? holdPort(statusHost, statusPort) : null;
  }

  async #serveStatus(): Promise<StatusServer | null> {
    const { statusHost, statusPort, statusToken, pollDeadline } = this.#settings.host;
    if (typeof statusPort !== 'number') return null;
    const operator = new HostOperator({
      inFlight: this.#parts.inFlight,
      metrics: this.#parts.metrics,
      statistics: this.#parts.statistics,
      runners: this.#parts.runners,
      logger: this.#logger,
      clock: this.#parts.clock,
      status: () => this.status(),
      setLogLevel: (level) => this.setLogLevel(level),
      stop: (error) => this.#owner.giveUp(error),
    });
    // Loaded here: no poll should wait for it.
    const { startStatusServer } = await import('../status/status-server.ts');
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

  #makeMemoryWatch(): MemoryWatch | null {
    const { maxRssMb } = this.#settings.host;
    if (maxRssMb === null) return null;
    return new MemoryWatch(maxRssMb, this.#parts.clock, (rssMb) => {
      const error = new WorkerHostError(
        'ERR_WH_MEMORY',
        `The process takes ${rssMb} MB, more than max_rss_mb = ${maxRssMb}: the host stops. ` +
          'Start it again, give it more memory, or lower concurrency and threads.',
      );
      this.#logger.error({ rssMb, maxRssMb }, 'the process takes too much memory; stopping');
      this.#owner.giveUp(error);
    });
  }

  async #registerDefinitions(): Promise<void> {
    for (const { name, settings } of this.#settings.workers) {
      if (!settings.registerTaskDef || this.#parts.source.registerTask === undefined) continue;
      try {
        await this.#parts.source.registerTask(name, settings.overwriteTaskDef);
      } catch (error) {
        // Tasks run without their definition too, on the engine's defaults.
        this.#logger.error(
          { worker: name, reason: String(error) },
          'the task definition could not be registered',
        );
      }
    }
  }

  #undelivered(stored: number, lost: number): WorkerHostError {
    const parts = [
      `The host stopped with results that ${this.#parts.source.description} did not accept.`,
    ];
    if (stored > 0) {
      parts.push(
        `${stored} are kept in ${this.#parts.outbox?.directory ?? ''} and go out when a host with that outbox starts.`,
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
    this.#parts.watch.stop();
    this.#parts.leases.close();
    try {
      const { stored, abandoned } = await this.#parts.delivery.stop();
      await this.#parts.outbox?.close();
      return { stored, lost: abandoned };
    } finally {
      // Whatever the disk says: what holds sockets would hold the process.
      await this.#parts.source.close();
      if (this.#parts.tracing !== null) await flushProvider();
      await this.#statusServer?.close();
      this.#logger.flush();
    }
  }
}

async function flushProvider(): Promise<void> {
  const { trace } = await import('@opentelemetry/api');
  await flushSpans(trace.getTracerProvider());
}

function describeOutbox({ directory, size, bytes, oldestAt }: Outbox): WorkerHostStatus['outbox'] {
  return { directory, stored: size, bytes, oldestAt: isoTime(oldestAt) };
}

function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
