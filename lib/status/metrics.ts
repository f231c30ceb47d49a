import type { Gauge, Registry } from 'prom-client';
import { SourceError } from '../errors/source-error.ts';
import type { Outcome } from '../task/outcome.ts';
import type { WorkerHostStatus, WorkerStatus } from './host-status.ts';
import { BoundedCounts } from './metrics-bounded-counts.ts';
import type { MetricDefinition } from './metrics-definition.ts';
import { hostMetrics, type HostReading } from './metrics-of-host.ts';
import { processMetrics } from './metrics-of-process.ts';
import { RequestMetrics, requestMetrics } from './metrics-of-requests.ts';
import { TaskTypeMetrics } from './metrics-of-task-type.ts';
import { taskMetrics } from './metrics-of-tasks.ts';
import { workerMetrics } from './metrics-of-workers.ts';

/** More task types than this share the last: an outbox may bring names that no worker has. */
const mostTaskTypes = 1000;
const mostWorkers = 1000;
const mostExceptions = 50;
const other = 'other';

/** How a task ended that ran to its end here. */
export type EndKind = Exclude<Outcome['kind'], 'handed-back'>;

/**
 * Counts what happens in a host, and tells it as Prometheus text. Times are milliseconds here,
 * seconds there.
 *
 * Counting adds to plain numbers; names and labels are put together when somebody reads.
 */
export class Metrics {
  readonly #status: () => WorkerHostStatus;
  readonly #types = new Map<string, TaskTypeMetrics>();
  readonly #requests = new RequestMetrics();
  readonly #threadStarts = new BoundedCounts(mostWorkers);
  readonly #threadDeaths = new BoundedCounts(mostWorkers);
  readonly #uncaught = new BoundedCounts(mostExceptions);
  #leasesExtended = 0;
  #leasesFailed = 0;

  /** @param status asked once for each `text` */
  constructor(status: () => WorkerHostStatus) {
    this.#status = status;
  }

  /** A poll was answered: it asked for `asked` tasks and brought `count`. */
  polled(taskType: string, count: number, asked: number, ms: number): void {
    const of = this.#of(taskType);
    of.polls++;
    of.asked += asked;
    of.polled += count;
    of.pollTime.success.observe(ms / 1000);
  }

  pollFailed(taskType: string, ms: number, error: unknown): void {
    const of = this.#of(taskType);
    of.polls++;
    of.pollTime.failure.observe(ms / 1000);
    of.pollErrors.add(exceptionOf(error));
  }

  /** A poll is put off since no slot is free. */
  queueFull(taskType: string): void {
    this.#of(taskType).queueFull++;
  }

  /** A poll is left out since the worker is paused. */
  paused(taskType: string): void {
    this.#of(taskType).paused++;
  }

  /** @param queueWaitMs from scheduled to started; @param prefetchWaitMs of it, how long the task waited here. */
  started(taskType: string, queueWaitMs: number, prefetchWaitMs = 0): void {
    const of = this.#of(taskType);
    of.started++;
    // The engine's clock may be ahead of ours.
    of.queueWait.observe(Math.max(0, queueWaitMs) / 1000);
    if (prefetchWaitMs > 0) of.prefetchWait.observe(prefetchWaitMs / 1000);
  }

  /** @param exception name of the error that a failed task ended with, where it is known */
  ended(taskType: string, kind: EndKind, ms: number, exception: string = kind): void {
    const of = this.#of(taskType);
    const seconds = ms / 1000;
    of.longExecuteTime.observe(seconds);
    if (kind === 'completed' || kind === 'deferred') {
      of[kind]++;
      of.executeTime.success.observe(seconds);
      return;
    }
    of[kind === 'failed' ? 'failed' : 'failedForGood']++;
    of.executeTime.failure.observe(seconds);
    of.executeErrors.add(exception);
  }

  handedBack(taskType: string): void {
    this.#of(taskType).handedBack++;
  }

  cancelled(taskType: string): void {
    this.#of(taskType).cancelled++;
  }

  /** The host ended a task at its limit; it also counts as `ended`. */
  timedOut(taskType: string): void {
    this.#of(taskType).timedOut++;
  }

  /** An attempt to deliver a result was accepted. */
  resultAccepted(taskType: string, ms: number, bytes: number): void {
    const of = this.#of(taskType);
    of.accepted++;
    of.updateTime.success.observe(ms / 1000);
    of.resultSize.observe(bytes);
  }

  /** An attempt to deliver a result failed, whatever comes next. */
  resultFailed(taskType: string, ms: number, error: unknown): void {
    const of = this.#of(taskType);
    of.updateTime.failure.observe(ms / 1000);
    of.updateErrors.add(exceptionOf(error));
  }

  resultStored(taskType: string): void {
    this.#of(taskType).stored++;
  }

  resultRefused(taskType: string): void {
    this.#of(taskType).refused++;
  }

  resultIgnored(taskType: string): void {
    this.#of(taskType).ignored++;
  }

  resultExpired(taskType: string): void {
    this.#of(taskType).expired++;
  }

  /** A task's input was read from external storage. */
  externalInputRead(taskType: string): void {
    this.#of(taskType).externalInputs++;
  }

  leaseExtended(): void {
    this.#leasesExtended++;
  }

  leaseFailed(): void {
    this.#leasesFailed++;
  }

  threadStarted(worker: string): void {
    this.#threadStarts.add(worker);
  }

  threadDied(worker: string, error: unknown): void {
    this.#threadDeaths.add(worker);
    this.#uncaught.add(exceptionOf(error));
  }

  /**
   * A request to the engine is over.
   *
   * @param uri with `{taskId}` and the like in place of what differs from one request to the next
   * @param status of the answer; 0 = there was none
   */
  requested(method: string, uri: string, status: number, ms: number): void {
    this.#requests.observe(method, uri, String(status), ms);
  }

  /** Prometheus text, version 0.0.4. */
  async text(): Promise<string> {
    const dueAt = performance.now();
    await new Promise((resolve) => setImmediate(resolve));
    const reading = this.#read(performance.now() - dueAt);
    this.#begin(reading.status.workers);
    // Loaded here: most hosts are never asked, and all others have polled by then.
    const { Registry } = await import('prom-client');
    const registry = new Registry();
    register(registry, taskMetrics, this.#types);
    register(registry, requestMetrics, this.#requests);
    register(registry, hostMetrics, reading);
    register(registry, workerMetrics, reading.status.workers);
    register(registry, processMetrics, undefined);
    return registry.metrics();
  }

  /** What has not happened yet is told as 0, so that the first time is an increase. */
  #begin(workers: readonly WorkerStatus[]): void {
    for (const { names } of workers) {
      for (const name of names) this.#of(name);
      this.#threadStarts.begin(names[0] ?? '');
      this.#threadDeaths.begin(names[0] ?? '');
    }
  }

  #read(eventLoopDelayMs: number): HostReading {
    return {
      status: this.#status(),
      now: Date.now(),
      eventLoopDelayMs,
      leasesExtended: this.#leasesExtended,
      leasesFailed: this.#leasesFailed,
      threadStarts: this.#threadStarts.entries(),
      threadDeaths: this.#threadDeaths.entries(),
      uncaught: this.#uncaught.entries(),
    };
  }

  #of(taskType: string): TaskTypeMetrics {
    return this.#types.get(taskType) ?? this.#addType(taskType);
  }

  #addType(taskType: string): TaskTypeMetrics {
    const key = this.#types.size < mostTaskTypes ? taskType : other;
    const known = this.#types.get(key) ?? new TaskTypeMetrics();
    this.#types.set(key, known);
    return known;
  }
}

function register<State>(
  registry: Registry,
  definitions: readonly MetricDefinition<State>[],
  state: State,
): void {
  for (const definition of definitions) {
    // All that a registry asks of a metric; its own histogram can't be given counts.
    const metric = { ...definition, get: () => Promise.resolve(rendered(definition, state)) };
    registry.registerMetric(metric as unknown as Gauge);
  }
}

function rendered<State>(definition: MetricDefinition<State>, state: State): object {
  const { name, help, type, read } = definition;
  const values = Array.from(read(state), ({ suffix = '', labels, le, value }) => ({
    metricName: name + suffix,
    labels: le === undefined ? {} : { le },
    // Put into text once for all samples that share them.
    sharedLabels: labels,
    value,
  }));
  return { name, help, type, values };
}

/** A label: one of few, and never a message. */
function exceptionOf(error: unknown): string {
  if (error instanceof SourceError) return error.kind;
  return error instanceof Error ? error.name : 'unknown';
}
