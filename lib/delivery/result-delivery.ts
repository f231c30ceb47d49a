import { SourceError } from '../errors/source-error.ts';
import type { EncodedResult, TaskSource } from '../sources/task-source.ts';
import { systemClock, type Clock } from '../task/clock.ts';
import { retryDelay, type BackoffOptions } from './backoff.ts';
import { pendingResult, type DeliveryEnd, type PendingResult } from './pending-result.ts';

export interface ResultDeliveryOptions {
  readonly clock?: Clock;
  /** 0 or more, below 1; default Math.random. */
  readonly random?: () => number;
  /** Requests at once. Default 64. */
  readonly maxConcurrent?: number;
  readonly backoff?: BackoffOptions;
  /** `backlogged` above this many pending results. Default 1000. */
  readonly maxPending?: number;
  /** `backlogged` above this many bytes of pending results. Default 256 MiB. */
  readonly maxPendingBytes?: number;
  /** `attempts` counts the one that was accepted. */
  readonly onAccepted?: (result: EncodedResult, attempts: number) => void;
  readonly onRefused?: (result: EncodedResult, error: SourceError) => void;
  /** `attempt` has failed, the next one follows in at most `delayMs`. */
  readonly onRetry?: (
    result: EncodedResult,
    error: SourceError,
    attempt: number,
    delayMs: number,
  ) => void;
}

/** After a success so many waiting results are tried at once: the next success lets twice as many through. */
const HURRIED_PER_SUCCESS = 2;

/**
 * Gets results accepted by the engine: tries each again, always the same bytes, until it is
 * accepted or refused for good.
 *
 * A result is in one of three places:
 * - queued: in order of arrival, until a request is free for it. A retry goes to the end.
 * - under way: at most `maxConcurrent`.
 * - waiting: after a failure, until its timer fires. It takes no request from others. When the
 *   engine answers another one, the oldest waiting ones are tried at once, two for each answer,
 *   so the end of an outage is noticed by the first and used by all, without a stampede. Each is
 *   hurried once between two firings of its own timer: one that fails for a reason of its own
 *   stays at its own pace beside any traffic.
 */
export class ResultDelivery {
  readonly #source: Pick<TaskSource, 'deliver'>;
  readonly #options: ResultDeliveryOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #maxConcurrent: number;
  readonly #queued = new Set<PendingResult>();
  readonly #underWay = new Set<PendingResult>();
  readonly #waiting = new Set<PendingResult>();
  #pendingBytes = 0;
  #stopped = false;
  #idleWaiters: (() => void)[] = [];

  constructor(source: Pick<TaskSource, 'deliver'>, options: ResultDeliveryOptions = {}) {
    this.#source = source;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#maxConcurrent = options.maxConcurrent ?? 64;
  }

  /** Results that are neither accepted nor refused. */
  get pending(): number {
    return this.#queued.size + this.#underWay.size + this.#waiting.size;
  }

  /** Memory that they take, roughly. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Results that failed and wait for their next try. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** So much is pending that runners should stop polling. */
  get backlogged(): boolean {
    const { maxPending = 1000, maxPendingBytes = 256 * 1024 * 1024 } = this.#options;
    return this.pending > maxPending || this.#pendingBytes > maxPendingBytes;
  }

  /** Never rejects. After `stop` nothing is sent: `abandoned` at once. */
  deliver(result: EncodedResult): Promise<DeliveryEnd> {
    if (this.#stopped) return Promise.resolve('abandoned');
    return new Promise((settle) => {
      const entry = pendingResult(result, settle);
      this.#pendingBytes += entry.bytes;
      this.#queued.add(entry);
      this.#startQueued();
    });
  }

  /** Resolves when nothing is pending. */
  idle(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /**
   * Gives up what is not accepted and returns it, in no request's way any more: one that is under
   * way may still be accepted. Their promises resolve with `abandoned`.
   */
  stop(): EncodedResult[] {
    this.#stopped = true;
    const left = [...this.#underWay, ...this.#queued, ...this.#waiting];
    for (const entry of left) {
      entry.timer?.cancel();
      this.#end(entry, 'abandoned');
    }
    return left.map((entry) => entry.result);
  }

  #startQueued(): void {
    for (const entry of this.#queued) {
      if (this.#underWay.size >= this.#maxConcurrent) return;
      this.#queued.delete(entry);
      this.#underWay.add(entry);
      void this.#attempt(entry);
    }
  }

  async #attempt(entry: PendingResult): Promise<void> {
    let error: unknown = null;
    try {
      await this.#source.deliver(entry.result);
    } catch (failure) {
      error = failure;
    }
    // Stopped meanwhile: it was handed back by `stop` and is no longer ours.
    if (!this.#underWay.delete(entry)) return;
    if (error === null) this.#accept(entry);
    else this.#fail(entry, asSourceError(error));
    this.#startQueued();
  }

  #accept(entry: PendingResult): void {
    this.#end(entry, 'accepted');
    this.#hurryWaiting();
    this.#options.onAccepted?.(entry.result, entry.failures + 1);
  }

  #fail(entry: PendingResult, error: SourceError): void {
    if (error.kind === 'refused') {
      this.#end(entry, 'refused');
      this.#hurryWaiting();
      this.#options.onRefused?.(entry.result, error);
      return;
    }
    entry.failures += 1;
    const { retryAfterMs } = error;
    const delay = retryDelay(entry.failures, this.#random(), retryAfterMs, this.#options.backoff);
    entry.notBefore = retryAfterMs === undefined ? 0 : this.#clock.now() + delay;
    this.#waiting.add(entry);
    entry.timer = this.#clock.setTimeout(() => {
      entry.hurried = false;
      this.#requeue(entry);
      this.#startQueued();
    }, delay);
    this.#options.onRetry?.(entry.result, error, entry.failures, delay);
  }

  #hurryWaiting(): void {
    if (this.#waiting.size === 0) return;
    const now = this.#clock.now();
    let left = HURRIED_PER_SUCCESS;
    for (const entry of this.#waiting) {
      if (left === 0) return;
      if (entry.hurried || entry.notBefore > now) continue;
      entry.timer?.cancel();
      entry.hurried = true;
      this.#requeue(entry);
      left -= 1;
    }
  }

  #requeue(entry: PendingResult): void {
    entry.timer = null;
    this.#waiting.delete(entry);
    this.#queued.add(entry);
  }

  #end(entry: PendingResult, end: DeliveryEnd): void {
    this.#underWay.delete(entry);
    this.#queued.delete(entry);
    this.#waiting.delete(entry);
    this.#pendingBytes -= entry.bytes;
    entry.settle(end);
    if (this.pending > 0) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}

/** Anything else is a fault of the source itself: no reason to lose the result. */
function asSourceError(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const message = `Sending a result failed in a way that was not foreseen: ${String(error)}`;
  return new SourceError(message, { kind: 'unintelligible', cause: error });
}
