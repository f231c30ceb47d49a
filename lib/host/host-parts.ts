import type { Outbox } from '../delivery/outbox.ts';
import { ResultDelivery } from '../delivery/result-delivery.ts';
import { createConductorSource } from '../sources/conductor/conductor-source.ts';
import type { EncodedResult, TaskSource } from '../sources/task-source.ts';
import { Metrics } from '../status/metrics.ts';
import { Statistics } from '../status/statistics.ts';
import { systemClock, type Clock } from '../task/clock.ts';
import { TaskLog } from '../telemetry/task-log.ts';
import type { WorkerAbc } from '../worker/worker-abc.ts';
import { CancellationWatch } from './cancellation-watch.ts';
import { deliveryReports } from './delivery-reports.ts';
import { EngineWatch } from './engine-watch.ts';
import { HeldPolls } from './held-polls.ts';
import type { HostEvents } from './host-events.ts';
import { InFlight } from './in-flight.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { leaseReports } from './lease-reports.ts';
import { LookUps } from './look-ups.ts';
import { makePool } from './make-pool.ts';
import { makeQueue } from './make-queue.ts';
import { ResultSender } from './result-sender.ts';
import type { RunnerContext } from './runner-context.ts';
import type { Surroundings } from './surroundings.ts';
import { describeTask } from './task-tally.ts';
import { TaskRunner } from './task-runner.ts';
import { TaskWatch } from './task-watch.ts';
import type { WorkerHostStatus } from '../status/host-status.ts';
import type { WorkerHostOptions } from './worker-host-options.ts';

/** Results of tasks that took longer are looked after: the engine may have ended the task meanwhile. */
const longTaskMs = 1000;

/** The parts of a host, put together. */
export interface HostParts extends RunnerContext {
  readonly outbox: Outbox | null;
  readonly watch: TaskWatch;
  readonly runners: readonly TaskRunner[];
}

/**
 * Makes the parts of a host and hangs them together.
 *
 * @throws SettingsError when a TLS file can't be read; ModuleError when it can't be told what a
 *   thread should import.
 */
export function composeHost(
  workers: readonly WorkerAbc[],
  options: WorkerHostOptions,
  { settings, logger, taskLogger, tracing, outbox }: Surroundings,
  events: HostEvents,
  status: () => WorkerHostStatus,
): HostParts {
  const { host } = settings;
  const clock = systemClock;
  const metrics = new Metrics(status);
  const source = options.source ?? makeSource();
  const inFlight = new InFlight(clock);
  const engine = new EngineWatch(source.description, events, logger, clock, hurry);
  const reported = { engine, events, logger, metrics, inFlight };
  const leases = new LeaseKeeper(source, clock, leaseReports(reported));
  const lookUps = new LookUps(source, clock);
  const delivery = new ResultDelivery(makeSender(), {
    clock,
    outbox,
    storeFirst: host.outbox === 'always',
    maxAgeMs: host.outboxMaxAge,
    ...deliveryReports({ ...reported, leases }),
    onRoom: () => {
      for (const runner of runners) runner.roomMade();
    },
  });
  const cancellations = new CancellationWatch(lookUps, clock, (entry, error) =>
    logger.debug(
      { ...describeTask(entry), reason: String(error) },
      'the engine could not be asked about a task',
    ),
  );
  const context: RunnerContext = {
    source,
    delivery,
    inFlight,
    leases,
    heldPolls: new HeldPolls(host.maxHeldPolls, (cut) =>
      logger.warn(
        { ...cut, maxHeldPolls: host.maxHeldPolls },
        'a held poll came back late, as when the engine has no threads left: fewer are held now',
      ),
    ),
    engine,
    events,
    logger,
    taskLog: new TaskLog(taskLogger, { payloads: host.logPayloads }),
    metrics,
    statistics: new Statistics(clock, runningOf),
    tracing,
    clock,
    onDrainTimeout: host.onDrainTimeout,
    drainReason: `The host is stopping, and its drain_timeout of ${host.drainTimeout} ms is over.`,
  };
  const runners = workers.map(makeRunner);
  const watch = new TaskWatch({ inFlight, leases, cancellations, clock }, host);
  return { ...context, outbox, watch, runners };

  function makeSource(): TaskSource {
    return createConductorSource(host, {
      // Each may have a second probe.
      pollConnections: 2 * workers.length,
      onNotice: (notice) => logger.warn(notice),
      onRequest: (method, path, code, ms) => metrics.requested(method, path, code, ms),
    });
  }

  /** The engine answers again: nothing waits for its turn any more. */
  function hurry(): void {
    delivery.hurry();
    for (const runner of runners) runner.hurry();
  }

  function makeSender(): ResultSender {
    return new ResultSender(
      tracing === null ? source : tracedDelivery(source, inFlight),
      leases,
      lookUps,
      {
        mayBeLate: (result) => isLong(result, inFlight, clock),
        onAttempt: ({ taskType, body }, ms, error) => {
          if (error === null) metrics.resultAccepted(taskType, ms, body.length);
          else metrics.resultFailed(taskType, ms, error);
        },
      },
    );
  }

  function makeRunner(worker: WorkerAbc, index: number): TaskRunner {
    const queues = settings.workers
      .filter((each) => each.index === index)
      .map((each) => makeQueue(worker, each, logger));
    return new TaskRunner(
      queues,
      (listener) => makePool(worker, queues, listener, logger),
      context,
    );
  }

  function runningOf(title: string): number {
    return runners.find((runner) => runner.title === title)?.running ?? 0;
  }
}

function isLong({ taskId }: EncodedResult, inFlight: InFlight, clock: Clock): boolean {
  const entry = inFlight.get(taskId);
  return entry !== undefined && clock.now() - entry.polledAt >= longTaskMs;
}

/** Each attempt is a span, while the task of the result is in flight. */
function tracedDelivery(source: TaskSource, inFlight: InFlight): Pick<TaskSource, 'deliver'> {
  return {
    deliver: (result) => {
      const deliver = (): Promise<void> => source.deliver(result);
      return inFlight.get(result.taskId)?.trace?.deliver(deliver) ?? deliver();
    },
  };
}
