import type { EventEmitter } from 'node:events';
import { hostname } from 'node:os';
import { ModuleError } from '../errors/module-error.ts';
import { WorkerHostError } from '../errors/worker-host-error.ts';
import { ResultDelivery } from '../delivery/result-delivery.ts';
import type { ExecutionPool, PoolListener } from '../pool/execution-pool.ts';
import { InlinePool } from '../pool/inline-pool.ts';
import { ThreadPool } from '../pool/thread-pool.ts';
import { referenceTo } from '../pool/thread-worker.ts';
import { readLayers } from '../settings/read-layers.ts';
import { resolveSettings, type Resolution } from '../settings/resolve-settings.ts';
import type { ResolvedWorker } from '../settings/resolve-workers.ts';
import type { WorkerSettings } from '../settings/worker-settings.ts';
import { createConductorSource } from '../sources/conductor/conductor-source.ts';
import type { EncodedResult, TaskSource } from '../sources/task-source.ts';
import { createDefaultLogger } from '../telemetry/logger.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import { moduleOf, type WorkerAbc } from '../worker/worker-abc.ts';
import { declareWorker, overrides } from './declare-worker.ts';
import { EngineWatch } from './engine-watch.ts';
import { HeldPolls } from './held-polls.ts';
import { HostEvents } from './host-events.ts';
import { InFlight } from './in-flight.ts';
import { TaskQueue } from './task-queue.ts';
import { TaskRunner } from './task-runner.ts';
import { version } from './version.ts';
import type { TaskEvent, WorkerHostEvents } from './worker-host-events.ts';
import type { WorkerHostOptions } from './worker-host-options.ts';
import type { HostState, WorkerHostStatus } from './worker-host-status.ts';

/** The parts of a started host and how they hang together: settings, source, delivery, a runner per worker. */
export class HostRuntime {
  readonly #settings: Resolution;
  readonly #logger: Logger;
  readonly #events: HostEvents;
  readonly #source: TaskSource;
  readonly #engine: EngineWatch;
  readonly #delivery: ResultDelivery;
  readonly #inFlight = new InFlight();
  readonly #runners: readonly TaskRunner[];
  /** Between two polls nothing else may hold the process. */
  readonly #keepAlive = setInterval(() => undefined, 2 ** 30);
  #startedAt: string | null = null;

  /** @throws SettingsError naming every bad setting; ModuleError when it can't be told what a thread should import. */
  constructor(
    workers: readonly WorkerAbc[],
    options: WorkerHostOptions,
    emitter: EventEmitter<WorkerHostEvents>,
  ) {
    try {
      this.#settings = resolve(workers, options);
      this.#logger = options.logger ?? createDefaultLogger();
      for (const warning of this.#settings.warnings) this.#logger.warn(warning);
      this.#events = new HostEvents(emitter, this.#logger);
      this.#source = options.source ?? this.#makeSource(workers.length);
      this.#engine = new EngineWatch(this.#source.description, this.#events, this.#logger);
      this.#delivery = this.#makeDelivery();
      this.#runners = this.#makeRunners(workers);
    } catch (error) {
      clearInterval(this.#keepAlive);
      throw error;
    }
  }

  async start(): Promise<void> {
    await Promise.all(this.#runners.map((runner) => runner.start()));
    await this.#registerDefinitions();
    for (const runner of this.#runners) runner.run();
    this.#startedAt = new Date().toISOString();
    this.#events.emit('host:started', () => ({
      workers: this.#settings.workers.map(({ name }) => name),
    }));
  }

  /** After a start that failed: frees what it had begun. */
  async abandon(): Promise<void> {
    await Promise.all(this.#runners.map((runner) => runner.stop(0)));
    await this.#close();
  }

  async stop(): Promise<void> {
    const { drainTimeout } = this.#settings.host;
    const deadline = Date.now() + drainTimeout;
    this.#logger.info(
      { inFlight: this.#inFlight.size, drainTimeoutMs: drainTimeout },
      'stopping: no new polls, tasks in flight finish',
    );
    this.#events.emit('host:draining', () => ({ inFlight: this.#inFlight.size }));
    await Promise.all(this.#runners.map((runner) => runner.stop(deadline)));
    const undelivered = await this.#deliverRest(Math.max(deadline, Date.now() + 2000));
    await this.#close();
    this.#events.emit('host:stopped', () => ({ undelivered }));
    if (undelivered > 0) {
      throw new WorkerHostError(
        'ERR_WH_UNDELIVERED',
        `The host stopped with ${undelivered} results that ${this.#source.description} did not accept. ` +
          'Their tasks run again after their response timeout.',
      );
    }
    this.#logger.info('stopped');
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

  status(state: HostState): WorkerHostStatus {
    const { reachable, since, lastError } = this.#engine;
    return {
      state,
      version,
      startedAt: this.#startedAt,
      engine: {
        description: this.#source.description,
        reachable,
        since: since === null ? null : new Date(since).toISOString(),
        lastError: lastError?.message ?? null,
      },
      delivery: { pending: this.#delivery.pending },
      workers: this.#runners.map((runner) => runner.status()),
    };
  }

  #makeSource(runners: number): TaskSource {
    return createConductorSource(this.#settings.host, {
      pollConnections: runners,
      onNotice: (notice) => this.#logger.warn(notice),
    });
  }

  #makeDelivery(): ResultDelivery {
    const about = (result: EncodedResult): TaskEvent => ({
      worker: this.#inFlight.get(result.taskId)?.queue.name ?? result.taskType,
      taskType: result.taskType,
      taskId: result.taskId,
      workflowId: result.workflowId,
    });
    return new ResultDelivery(this.#source, {
      onAccepted: (result) => {
        this.#engine.answered();
        this.#events.emit('result:accepted', () => about(result));
      },
      onRetry: (result, error, attempt, retryMs) => {
        this.#engine.failed(error);
        this.#logger.debug(
          { ...about(result), attempt, retryMs, reason: error.message },
          'result not accepted yet',
        );
        this.#events.emit('result:retried', () => ({ ...about(result), attempt, retryMs, error }));
      },
      onRefused: (result, error) => {
        this.#logger.error(
          { ...about(result), reason: error.message },
          'the engine refuses a result; it is given up',
        );
        this.#events.emit('result:refused', () => ({ ...about(result), error }));
      },
    });
  }

  #makeRunners(workers: readonly WorkerAbc[]): TaskRunner[] {
    const context = {
      source: this.#source,
      delivery: this.#delivery,
      inFlight: this.#inFlight,
      heldPolls: new HeldPolls(this.#settings.host.maxHeldPolls),
      engine: this.#engine,
      events: this.#events,
      logger: this.#logger,
    };
    return workers.map((worker, index) => {
      const queues = this.#settings.workers
        .filter((resolved) => resolved.index === index)
        .map((resolved) => this.#makeQueue(worker, resolved));
      return new TaskRunner(queues, (listener) => makePool(worker, queues, listener), context);
    });
  }

  #makeQueue(worker: WorkerAbc, { name, settings, origins }: ResolvedWorker): TaskQueue {
    if (origins['paused']?.origin !== 'constructor' || !overrides(worker, 'paused')) {
      return new TaskQueue(name, settings);
    }
    let broken = false;
    return new TaskQueue(name, settings, () => {
      try {
        return worker.paused();
      } catch (error) {
        if (!broken)
          this.#logger.error(
            { worker: name, err: error },
            'paused() of a worker threw; it polls on',
          );
        broken = true;
        return false;
      }
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

  /** @returns how many results the engine has not accepted by then. */
  async #deliverRest(deadline: number): Promise<number> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>(
      (resolve) => (timer = setTimeout(resolve, deadline - Date.now())),
    );
    await Promise.race([this.#delivery.idle(), late]);
    clearTimeout(timer);
    return this.#delivery.pending;
  }

  async #close(): Promise<void> {
    clearInterval(this.#keepAlive);
    this.#delivery.stop();
    await this.#source.close();
  }
}

function resolve(workers: readonly WorkerAbc[], options: WorkerHostOptions): Resolution {
  const layers = readLayers({
    cwd: process.cwd(),
    env: process.env,
    config: options.config,
    envFile: options.envFile,
  });
  return resolveSettings({
    flags: options.flags ?? {},
    env: layers.env,
    file: layers.file,
    readSecretFile: layers.readSecretFile,
    workers: workers.map(declareWorker),
    host: options as Record<string, unknown>,
    hostname: hostname(),
  });
}

function makePool(
  worker: WorkerAbc,
  queues: readonly TaskQueue[],
  listener: PoolListener,
): ExecutionPool {
  const settings = (queues[0] as TaskQueue).settings satisfies WorkerSettings;
  if (settings.isolation === 'inline')
    return new InlinePool(worker, settings.concurrency, listener);
  const file = moduleOf(worker);
  if (file === undefined) {
    const name = queues.map((queue) => queue.name).join(', ');
    throw new ModuleError(
      '',
      `It can't be told which module made the worker for ${name}, so no thread can import it. Make it in a file, or set isolation = inline.`,
    );
  }
  return new ThreadPool(referenceTo(worker, file), settings, listener);
}
