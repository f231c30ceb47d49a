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
  setLogLevel(level: string): void;
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
    this.#setPaused(worker, true);
  }

  resume(worker?: string): void {
    this.#setPaused(worker, false);
  }

  setConcurrency(worker: string, concurrency: number): void {
    for (const { runner } of this.#named(worker)) {
      // All names of a worker share its pool.
      runner.reconfigure(new Map(runner.queues.map(({ name }) => [name, { concurrency }])));
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
    this.#host.setLogLevel(level);
  }

  #setPaused(worker: string | undefined, paused: boolean): void {
    for (const { runner, names } of this.#named(worker)) {
      for (const name of names) runner.setPaused(name, paused);
    }
  }

  /** Workers by their title, with all their names; else those that have this name; all without one. */
  #named(worker?: string): readonly { runner: TaskRunner; names: readonly string[] }[] {
    const all = this.#host.runners.map((runner) => ({
      runner,
      names: runner.queues.map(({ name }) => name),
    }));
    if (worker === undefined) return all;
    const titled = all.filter(({ runner }) => runner.title === worker);
    if (titled.length > 0) return titled;
    return all
      .filter(({ names }) => names.includes(worker))
      .map(({ runner }) => ({ runner, names: [worker] }));
  }
}

function startOf({ startedAt, polledAt }: InFlightTask): number {
  return startedAt ?? polledAt;
}
