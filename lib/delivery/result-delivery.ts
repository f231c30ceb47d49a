import type { SourceError } from '../errors/source-error.ts';
import type { EncodedResult } from '../sources/task-source.ts';
import { systemClock, type Clock } from '../task/clock.ts';
import { asSourceError } from './as-source-error.ts';
import { retryDelay, type BackoffOptions } from './backoff.ts';
import type { DeliveryCallbacks } from './delivery-callbacks.ts';
import { LateResults } from './late-results.ts';
import { pendingResult, type DeliveryEnd, type PendingResult } from './pending-result.ts';
import { Redelivery } from './redelivery.ts';
import type { ResultSender } from './result-sender.ts';
import type { ResultStore } from './result-store.ts';

export interface ResultDeliveryOptions extends DeliveryCallbacks {
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
  /** Where results wait that are not accepted in time. Default null: in memory. */
  readonly outbox?: ResultStore | null;
  /** Store each result before its first attempt. Default false. */
  readonly storeFirst?: boolean;
  /** Results that have lain in the outbox for longer are given up. Default: never. */
  readonly maxAgeMs?: number;
}

/** What a stopped delivery leaves. */
export interface DeliveryRest {
  /** Results that lie in the outbox, of this run and earlier ones. */
  readonly stored: number;
  /** Results of this run that are lost: their tasks run again. */
  readonly abandoned: number;
}

/** After a success so many waiting results are tried at once: the next success lets twice as many through. */
const HURRIED_PER_SUCCESS = 2;

/**
 * Gets results accepted by the engine: tries each again, always the same bytes, until it is
 * accepted or refused for good.
 *
 * A result in memory is in one of three places:
 * - queued: in order of arrival, until a request is free for it. A retry goes to the end.
 * - under way: at most `maxConcurrent`.
 * - waiting: after a failure, until its timer fires. It takes no request from others. When the
 *   engine answers another one, the oldest waiting ones are tried at once, two for each answer,
 *   so the end of an outage is noticed by the first and used by all, without a stampede. Each is
 *   hurried once between two firings of its own timer: one that fails for a reason of its own
 *   stays at its own pace beside any traffic.
 *
 * With an outbox, one that is pending for too long is stored, and leaves the memory as soon as no
 * attempt is under way: `Redelivery` sends it then. There is one result of a task at most, in
 * memory or outbox, and one attempt for it.
 */
export class ResultDelivery {
  readonly #sender: ResultSender;
  readonly #options: ResultDeliveryOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #maxConcurrent: number;
  readonly #outbox: ResultStore | null;
  readonly #late: LateResults | null = null;
  readonly #redelivery: Redelivery | null = null;
  /** By task, in order of arrival. */
  readonly #pending = new Map<string, PendingResult>();
  readonly #queued = new Set<PendingResult>();
  /** By task. One that is not pending any more only waits for its answer. */
  readonly #underWay = new Map<string, PendingResult>();
  readonly #waiting = new Set<PendingResult>();
  #pendingBytes = 0;
  #stop: Promise<DeliveryRest> | null = null;
  #idleWaiters: (() => void)[] = [];

  constructor(sender: ResultSender, options: ResultDeliveryOptions = {}) {
    this.#sender = sender;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#maxConcurrent = options.maxConcurrent ?? 64;
    this.#outbox = options.outbox ?? null;
    if (this.#outbox === null) return;
    this.#late = new LateResults(this.#outbox, {
      clock: this.#clock,
      pending: () => this.#pending.values(),
      isPending: (entry) => this.#isPending(entry),
      onLate: (entry) => this.#leaveToOutbox(entry),
      onStoreFailed: options.onStoreFailed,
    });
    this.#redelivery = new Redelivery(this.#outbox, sender, {
      ...options,
      clock: this.#clock,
      random: this.#random,
      backoff: options.backoff,
      maxAgeMs: options.maxAgeMs ?? Infinity,
      isElsewhere: (taskId) => this.#pending.has(taskId) || this.#underWay.has(taskId),
      onAttemptEnded: (answered) => {
        if (answered) this.#hurryWaiting();
        this.#startQueued();
      },
    });
  }

  /** Results in memory that are neither accepted nor refused. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Memory that they take, roughly. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Results in memory that failed and wait for their next try. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** So much is pending or stored that runners should stop polling. */
  get backlogged(): boolean {
    const { maxPending = 1000, maxPendingBytes = 256 * 1024 * 1024 } = this.#options;
    return (
      this.pending > maxPending ||
      this.#pendingBytes > maxPendingBytes ||
      this.#outbox?.full === true ||
      this.#late?.failing === true
    );
  }

  /** Begins to send what earlier runs left in the outbox. */
  start(): void {
    this.#redelivery?.proceed();
  }

  /**
   * Never rejects. Takes the place of a result of the same task that only says `again`; behind a
   * `final` one it is dropped: the first counts, as in the engine.
   */
  deliver(result: EncodedResult): Promise<DeliveryEnd> {
    if (this.#stop !== null) return Promise.resolve('abandoned');
    const held = this.holds(result.taskId);
    if (held === 'final') return Promise.resolve('replaced');
    if (held === 'again') this.forget(result.taskId);
    return new Promise((settle) => {
      const entry = pendingResult(result, this.#late?.sweeps ?? 0, settle);
      this.#pendingBytes += entry.bytes;
      this.#pending.set(result.taskId, entry);
      this.#late?.watch();
      if (this.#late !== null && this.#options.storeFirst === true) {
        void this.#late.store(entry).then(() => this.#queue(entry));
      } else this.#queue(entry);
    });
  }

  /**
   * What waits for this task, in memory or outbox: its end, or a result after which the engine
   * hands it out again.
   */
  holds(taskId: string): 'final' | 'again' | undefined {
    const kind = this.#pending.get(taskId)?.result.kind ?? this.#outbox?.ofTask(taskId)?.kind;
    if (kind === undefined) return undefined;
    return kind === 'deferred' || kind === 'handed-back' ? 'again' : 'final';
  }

  /** Drops what waits for this task: the engine has gone on without it. */
  forget(taskId: string): void {
    const entry = this.#pending.get(taskId);
    if (entry !== undefined) this.#end(entry, 'replaced');
    const stored = this.#outbox?.ofTask(taskId);
    if (stored !== undefined) this.#redelivery?.forget(stored.key);
  }

  /** The engine was heard of: what waits for it may be tried at once. */
  hurry(): void {
    if (this.#stop !== null) return;
    this.#hurryWaiting();
    this.#startQueued();
    this.#redelivery?.hurry();
  }

  /** Resolves when nothing is pending. */
  idle(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /**
   * Sends nothing more. Resolves when what is not accepted lies in the outbox; the promises of the
   * rest settle with `abandoned`. An attempt that is under way may still be accepted meanwhile.
   */
  stop(): Promise<DeliveryRest> {
    this.#stop ??= this.#settleAll();
    return this.#stop;
  }

  async #settleAll(): Promise<DeliveryRest> {
    const late = this.#late;
    late?.stop();
    this.#redelivery?.stop();
    for (const { timer } of this.#waiting) timer?.cancel();
    this.#waiting.clear();
    this.#queued.clear();
    if (late !== null) {
      for (const entry of this.#pending.values()) if (entry.key === null) void late.store(entry);
      await late.idle();
    }
    const left = [...this.#pending.values()];
    for (const entry of left) {
      if (entry.key !== null && !entry.late) this.#options.onStored?.(entry.result);
      this.#end(entry, entry.key === null ? 'abandoned' : 'stored');
    }
    return {
      stored: this.#outbox?.size ?? 0,
      abandoned: left.filter(({ key }) => key === null).length,
    };
  }

  #isPending(entry: PendingResult): boolean {
    return this.#pending.get(entry.result.taskId) === entry;
  }

  #queue(entry: PendingResult): void {
    if (!this.#isPending(entry) || this.#stop !== null) return;
    this.#queued.add(entry);
    this.#startQueued();
  }

  #startQueued(): void {
    for (const entry of this.#queued) {
      if (this.#underWay.size >= this.#maxConcurrent) return;
      const { taskId } = entry.result;
      // An earlier result of this task is still under way, in whichever of the two.
      if (this.#underWay.has(taskId) || this.#redelivery?.isSending(taskId) === true) continue;
      this.#queued.delete(entry);
      this.#underWay.set(taskId, entry);
      void this.#attempt(entry);
    }
  }

  async #attempt(entry: PendingResult): Promise<void> {
    let end: 'accepted' | 'ignored' | null = null;
    let error: unknown = null;
    try {
      end = await this.#sender.send(entry.result, entry.failures + 1);
    } catch (failure) {
      error = failure;
    }
    this.#underWay.delete(entry.result.taskId);
    // Forgotten meanwhile: a later result of the task may have waited in the outbox for this end.
    if (!this.#isPending(entry)) this.#redelivery?.proceed();
    if (end !== null) this.#take(entry, end);
    else this.#fail(entry, asSourceError(error));
    this.#startQueued();
  }

  #take(entry: PendingResult, end: 'accepted' | 'ignored'): void {
    // A stop may have left it in the outbox meanwhile.
    if (entry.key !== null) this.#outbox?.remove(entry.key);
    if (!this.#isPending(entry)) return;
    this.#end(entry, end);
    this.#answered();
    if (end === 'accepted') this.#options.onAccepted?.(entry.result, entry.failures + 1);
    else this.#options.onIgnored?.(entry.result);
  }

  #fail(entry: PendingResult, error: SourceError): void {
    if (!this.#isPending(entry)) return;
    if (error.kind === 'refused') {
      if (entry.key !== null) this.#outbox?.remove(entry.key);
      this.#end(entry, 'refused');
      this.#answered();
      this.#options.onRefused?.(entry.result, error);
      return;
    }
    entry.failures += 1;
    if (this.#stop !== null) return;
    const { retryAfterMs } = error;
    const delay = retryDelay(entry.failures, this.#random(), retryAfterMs, this.#options.backoff);
    entry.notBefore = retryAfterMs === undefined ? 0 : this.#clock.now() + delay;
    this.#options.onRetry?.(entry.result, error, entry.failures, delay);
    if (entry.late) {
      this.#leaveToOutbox(entry);
      return;
    }
    this.#waiting.add(entry);
    entry.timer = this.#clock.setTimeout(() => {
      entry.hurried = false;
      this.#requeue(entry);
      this.#startQueued();
    }, delay);
  }

  /** The slot of its task is free; the memory too, unless an attempt is under way. */
  #leaveToOutbox(entry: PendingResult): void {
    const { result, failures, notBefore, key } = entry;
    if (key === null || this.#stop !== null) return;
    if (!entry.late) {
      entry.late = true;
      entry.settle('stored');
      this.#options.onStored?.(result);
    }
    if (this.#underWay.get(result.taskId) === entry) return;
    this.#end(entry, 'stored');
    this.#redelivery?.takeOver(key, failures, Math.max(0, notBefore - this.#clock.now()));
  }

  /** A request was answered for good: so may be what waits. */
  #answered(): void {
    this.#hurryWaiting();
    this.#redelivery?.answered();
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
    entry.timer?.cancel();
    this.#queued.delete(entry);
    this.#waiting.delete(entry);
    this.#pending.delete(entry.result.taskId);
    this.#pendingBytes -= entry.bytes;
    entry.settle(end);
    if (this.pending > 0) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}
