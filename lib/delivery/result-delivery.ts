import type { SourceError } from '../errors/source-error.ts';
import type { EncodedResult } from '../sources/task-source.ts';
import { systemClock, type Clock } from '../task/clock.ts';
import type { BackoffOptions } from './backoff.ts';
import type { DeliveryCallbacks } from './delivery-callbacks.ts';
import { LateResults } from './late-results.ts';
import { pendingResult, type DeliveryEnd, type PendingResult } from './pending-result.ts';
import { QuickAttempts, type Answer } from './quick-attempts.ts';
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
  /** No room above this many results that wait for a request. Default 64. */
  readonly maxQueued?: number;
  /** No room above this many pending results. Default 1000. */
  readonly maxPending?: number;
  /** No room above this many bytes of pending results. Default 256 MiB. */
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

/**
 * Gets results accepted by the engine: tries each again, always the same bytes, until it is
 * accepted or refused for good.
 *
 * At first from memory, see `QuickAttempts`. With an outbox, one that is pending for too long is
 * stored, and leaves the memory as soon as no attempt is under way: `Redelivery` sends it then.
 * There is one result of a task at most, in memory or outbox, and one attempt for it.
 */
export class ResultDelivery {
  readonly #options: ResultDeliveryOptions;
  readonly #clock: Clock;
  readonly #outbox: ResultStore | null;
  readonly #attempts: QuickAttempts;
  readonly #late: LateResults | null = null;
  readonly #redelivery: Redelivery | null = null;
  /** By task, in order of arrival. */
  readonly #pending = new Map<string, PendingResult>();
  #pendingBytes = 0;
  #roomAwaited = false;
  #stop: Promise<DeliveryRest> | null = null;
  #idleWaiters: (() => void)[] = [];

  constructor(sender: ResultSender, options: ResultDeliveryOptions = {}) {
    const { clock = systemClock, random = Math.random, backoff, outbox = null } = options;
    this.#options = options;
    this.#clock = clock;
    this.#outbox = outbox;
    this.#attempts = new QuickAttempts(sender, {
      clock,
      random,
      backoff,
      maxConcurrent: options.maxConcurrent ?? 64,
      isSending: (taskId) => this.#redelivery?.isSending(taskId) === true,
      onAnswer: (entry, answer) => {
        this.#judge(entry, answer);
        this.#goOn();
      },
    });
    if (outbox === null) return;
    this.#late = new LateResults(outbox, {
      clock,
      pending: () => this.#pending.values(),
      isPending: (entry) => this.#isPending(entry),
      onLate: (entry) => this.#leaveToOutbox(entry),
      onStoreFailed: options.onStoreFailed,
    });
    this.#redelivery = new Redelivery(outbox, sender, {
      ...options,
      clock,
      random,
      backoff,
      maxAgeMs: options.maxAgeMs ?? Infinity,
      isElsewhere: (taskId) => this.#pending.has(taskId) || this.#attempts.isSending(taskId),
      onAttemptEnded: (answered) => {
        if (answered) this.#attempts.hurry();
        this.#goOn();
      },
      onExpired: (stored) => {
        options.onExpired?.(stored);
        this.#tellProgress();
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
    return this.#attempts.waiting;
  }

  /** Whether runners may poll for more. Once it said no, `onRoom` tells when there is room again. */
  hasRoom(): boolean {
    const room = !this.#behind();
    if (!room) this.#roomAwaited = true;
    return room;
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
        void this.#late.store(entry).then(() => {
          if (this.#isPending(entry)) this.#attempts.add(entry);
        });
      } else this.#attempts.add(entry);
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
    this.#attempts.hurry();
    this.#attempts.startQueued();
    this.#redelivery?.hurry();
  }

  /** Resolves when nothing is pending, and nothing lies in the outbox. */
  idle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
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
    this.#attempts.stop();
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

  #behind(): boolean {
    const {
      maxQueued = 64,
      maxPending = 1000,
      maxPendingBytes = 256 * 1024 * 1024,
    } = this.#options;
    return (
      // More tasks would only make all results later.
      this.#attempts.queued > maxQueued ||
      this.pending > maxPending ||
      this.#pendingBytes > maxPendingBytes ||
      this.#outbox?.full === true ||
      // While nothing is pending, nothing would be stored either, and failing would never end.
      (this.#late?.failing === true && this.pending > 0)
    );
  }

  #isPending(entry: PendingResult): boolean {
    return this.#pending.get(entry.result.taskId) === entry;
  }

  #judge(entry: PendingResult, answer: Answer): void {
    // Forgotten, or stopped, meanwhile.
    if (!this.#isPending(entry)) {
      if (typeof answer === 'string') this.#removeStored(entry);
      // A later result of the task may have waited in the outbox for this answer.
      this.#redelivery?.proceed();
    } else if (typeof answer === 'string') this.#take(entry, answer);
    else if (answer.kind === 'refused') this.#refuse(entry, answer);
    else this.#fail(entry, answer);
  }

  #take(entry: PendingResult, end: 'accepted' | 'ignored'): void {
    this.#settle(entry, end);
    if (end === 'accepted') this.#options.onAccepted?.(entry.result, entry.failures + 1);
    else this.#options.onIgnored?.(entry.result);
  }

  #refuse(entry: PendingResult, error: SourceError): void {
    this.#settle(entry, 'refused');
    this.#options.onRefused?.(entry.result, error);
  }

  #fail(entry: PendingResult, error: SourceError): void {
    const delay = this.#attempts.countFailure(entry, error);
    if (this.#stop !== null) return;
    if (entry.late) this.#leaveToOutbox(entry);
    else this.#attempts.tryAgainIn(delay, entry);
    this.#options.onRetry?.(entry.result, error, entry.failures, delay);
  }

  /** The engine answered for good: it may take what waits, too. */
  #settle(entry: PendingResult, end: DeliveryEnd): void {
    this.#removeStored(entry);
    this.#end(entry, end);
    this.#attempts.hurry();
    this.#redelivery?.answered();
  }

  #removeStored({ key }: PendingResult): void {
    if (key !== null) this.#outbox?.remove(key);
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
    if (this.#attempts.isUnderWay(entry)) return;
    this.#end(entry, 'stored');
    this.#redelivery?.takeOver(key, failures, Math.max(0, notBefore - this.#clock.now()));
  }

  #end(entry: PendingResult, end: DeliveryEnd): void {
    this.#attempts.drop(entry);
    this.#pending.delete(entry.result.taskId);
    this.#pendingBytes -= entry.bytes;
    entry.settle(end);
    this.#tellProgress();
  }

  get #isIdle(): boolean {
    return this.pending === 0 && (this.#outbox?.size ?? 0) === 0;
  }

  /** A request is free again. */
  #goOn(): void {
    this.#attempts.startQueued();
    this.#tellProgress();
  }

  #tellProgress(): void {
    if (this.#roomAwaited && this.hasRoom()) {
      this.#roomAwaited = false;
      this.#options.onRoom?.();
    }
    if (this.#isIdle) for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}
