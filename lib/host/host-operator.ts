import type { WorkerHostError } from '../errors/worker-host-error.ts';
import type { RunningTask, TaskFailure, WorkerHostStatus } from '../status/host-status.ts';
import type { HistorySample } from '../status/history.ts';
import type { HostControls, HostView } from '../status/host-view.ts';
import type { Metrics } from '../status/metrics.ts';
import type { Statistics } from '../status/statistics.ts';
import type { Clock } from '../task/clock.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import type { InFlight, InFlightTask } from './in-flight.ts';
import { describeTask } from './task-tally.ts';
import type { TaskRunner } from './task-runner.ts';

export interface OperatedHost {
  readonly inFlight: InFlight;
  readonly metrics: Metrics;
  readonly statistics: Statistics;
  readonly runners: readonly TaskRunner[];
  readonly logger: Logger;
  readonly clock: Clock;
  status(): WorkerHostStatus;
  setPaused(name: string | undefined, paused: boolean): void;
  stop(error: WorkerHostError | null): void;
}

/** What people see of a running host, and what they may do to it, over HTTP. */
export class HostOperator implements HostView, HostControls {
  readonly #host: OperatedHost;

  constructor(host: OperatedHost) {
    this.#host = host;
  }

  status(): WorkerHostStatus {
    return this.#host.status();
  }

  running(): readonly RunningTask[] {
    const now = this.#host.clock.now();
    return [...this.#host.inFlight.values()]
      .filter(({ state }) => state === 'running')
      .sort((a, b) => startOf(a) - startOf(b))
      .map((entry) => ({
        ...describeTask(entry),
        startedAt: new Date(startOf(entry)).toISOString(),
        runningMs: Math.round(now - startOf(entry)),
        attempt: (entry.task.retryCount ?? 0) + 1,
      }));
  }

  failures(): readonly TaskFailure[] {
    return this.#host.statistics.failures();
  }

  history(): readonly HistorySample[] {
    return this.#host.statistics.history();
  }

  metrics(): Promise<string> {
    return this.#host.metrics.text();
  }

  logLevel(): string {
    return this.#host.logger.level ?? 'unknown';
  }

  pause(worker?: string): void {
    for (const name of this.#namesOf(worker)) this.#host.setPaused(name, true);
  }

  resume(worker?: string): void {
    for (const name of this.#namesOf(worker)) this.#host.setPaused(name, false);
  }

  setConcurrency(worker: string, concurrency: number): void {
    for (const runner of this.#runnersOf(worker)) {
      const settings = { ...runner.settings, concurrency };
      runner.reconfigure((name) => (name === runner.queues[0]?.name ? settings : undefined));
    }
  }

  cancel(taskId: string): boolean {
    const entry = this.#host.inFlight.get(taskId);
    if (entry?.state !== 'running') return false;
    entry.owner.abort(entry, 'An operator cancelled the task.');
    return true;
  }

  drain(): void {
    this.#host.stop(null);
  }

  setLogLevel(level: string): void {
    this.#host.logger.level = level;
  }

  #namesOf(worker: string | undefined): (string | undefined)[] {
    if (worker === undefined) return [undefined];
    return this.#runnersOf(worker).flatMap(({ queues }) => queues.map(({ name }) => name));
  }

  /** By title, or by one of its names. */
  #runnersOf(worker: string): readonly TaskRunner[] {
    const { runners } = this.#host;
    const titled = runners.filter(({ title }) => title === worker);
    if (titled.length > 0) return titled;
    return runners.filter(({ queues }) => queues.some(({ name }) => name === worker));
  }
}

function startOf({ startedAt, polledAt }: InFlightTask): number {
  return startedAt ?? polledAt;
}
