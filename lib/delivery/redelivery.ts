import type { SourceError } from '../errors/source-error.ts';
import type { EncodedResult } from '../sources/task-source.ts';
import type { Clock, Timer } from '../task/clock.ts';
import { asSourceError } from './as-source-error.ts';
import { retryDelay, type BackoffOptions } from './backoff.ts';
import type { DeliveryCallbacks } from './delivery-callbacks.ts';
import type { ResultSender } from './result-sender.ts';
import type { ResultStore } from './result-store.ts';
import type { StoredResult } from './stored-result.ts';

export interface RedeliveryOptions extends DeliveryCallbacks {
  readonly clock: Clock;
  readonly random: () => number;
  readonly backoff: BackoffOptions | undefined;
  readonly maxAgeMs: number;
  /** True for a task whose result somebody else takes care of now. */
  readonly isElsewhere: (taskId: string) => boolean;
  /** An attempt has ended. `answered`: the engine took or refused the result. */
  readonly onAttemptEnded: (answered: boolean) => void;
}

/** A result that failed. Its own pace holds whatever becomes of the others. */
interface Failed {
  failures: number;
  /** Set until its next try is due. */
  timer: Timer | null;
  /** The engine asked to wait (`Retry-After`). */
  held: boolean;
  /** Tried before its time since its timer last fired: not again before it fires. */
  hurried: boolean;
}

/** Requests at once, at most: results that are fresh go first. */
const MAX_WINDOW = 8;

/**
 * Sends what lies in the outbox, oldest first, also what earlier runs left there.
 *
 * Two paces hold at once. The engine's: after a failure nothing is sent for a while, longer each
 * time, then one result; each that is accepted doubles what is sent at once. And that of each
 * result that failed: it waits for itself, so that one which the engine never manages to take
 * does not keep the others.
 */
export class Redelivery {
  readonly #store: ResultStore;
  readonly #sender: ResultSender;
  readonly #options: RedeliveryOptions;
  /** Keys by task: two results of one task never go out at once. */
  readonly #sending = new Map<string, string>();
  readonly #failed = new Map<string, Failed>();
  #window = 1;
  #failures = 0;
  #pause: Timer | null = null;
  /** The engine has been heard of since its last failure. */
  #up = false;
  /** A pause was cut short since the last answer, or the last pause that ran its time. */
  #hurried = false;
  /** The disk has not given the last result that was asked for. */
  #unreadable = false;
  #stopped = false;

  constructor(store: ResultStore, sender: ResultSender, options: RedeliveryOptions) {
    this.#store = store;
    this.#sender = sender;
    this.#options = options;
  }

  /** Sends what may be sent now. */
  proceed(): void {
    if (this.#stopped || this.#pause !== null) return;
    const oldest = this.#options.clock.now() - this.#options.maxAgeMs;
    for (const stored of this.#store.entries()) {
      if (this.#sending.size >= this.#window) return;
      if (this.#sending.has(stored.taskId) || this.#options.isElsewhere(stored.taskId)) continue;
      if (stored.storedAt < oldest) this.#expire(stored);
      else if (this.#mayTry(stored.key)) void this.#attempt(stored);
    }
  }

  /** Takes over a result that failed `failures` times; `waitMs` of what the engine asked to wait are left. */
  takeOver(key: string, failures: number, waitMs: number): void {
    if (failures > 0) this.#rest(key, failures, waitMs);
    this.proceed();
  }

  isSending(taskId: string): boolean {
    return this.#sending.has(taskId);
  }

  /** A result was taken by the engine. */
  answered(): void {
    if (this.#store.size === 0) return;
    this.#resume(Math.min(MAX_WINDOW, this.#window * 2));
    this.#failures = 0;
    this.#hurried = false;
    this.proceed();
  }

  /** The engine answers, though not a result: tries at once, but only once ahead of its own pace. */
  hurry(): void {
    if (this.#store.size === 0 || this.#up || this.#hurried) return;
    this.#hurried = true;
    // Two, so that one which fails for its own reason does not hide that the engine is back.
    this.#resume(Math.max(2, this.#window));
    this.proceed();
  }

  /** @returns false when it was not in the outbox any more. */
  forget(key: string): boolean {
    const there = this.#store.get(key) !== undefined;
    this.#failed.get(key)?.timer?.cancel();
    this.#failed.delete(key);
    this.#store.remove(key);
    return there;
  }

  /** Nothing is sent any more. An attempt under way may end, and counts. */
  stop(): void {
    this.#stopped = true;
    this.#pause?.cancel();
    for (const { timer } of this.#failed.values()) timer?.cancel();
  }

  #resume(window: number): void {
    this.#window = window;
    this.#up = true;
    this.#pause?.cancel();
    this.#pause = null;
  }

  #mayTry(key: string): boolean {
    const failed = this.#failed.get(key);
    if (failed === undefined || failed.timer === null) return true;
    return this.#up && !failed.held && !failed.hurried;
  }

  async #attempt({ key, taskId }: StoredResult): Promise<void> {
    this.#sending.set(taskId, key);
    const failures = this.#beginTry(key);
    let answered = false;
    const result = await this.#read(key, failures);
    // It may have been forgotten while it was read.
    if (result !== null && this.#store.get(key) !== undefined && !this.#stopped) {
      // An earlier attempt, in this run or another, may have got through without an answer.
      const attempt = failures + 2;
      try {
        this.#taken(key, result, attempt, await this.#sender.send(result, attempt));
        answered = true;
      } catch (failure) {
        answered = this.#fail(key, result, attempt, asSourceError(failure));
      }
    }
    this.#sending.delete(taskId);
    if (answered) this.answered();
    this.#options.onAttemptEnded(answered);
    this.proceed();
  }

  /** @returns how often it failed before */
  #beginTry(key: string): number {
    const failed = this.#failed.get(key);
    if (failed === undefined) return 0;
    failed.hurried = failed.timer !== null;
    failed.timer?.cancel();
    failed.timer = null;
    return failed.failures;
  }

  async #read(key: string, failures: number): Promise<EncodedResult | null> {
    try {
      const result = await this.#store.read(key);
      this.#unreadable = false;
      return result;
    } catch (error) {
      // The others would fail, too.
      this.#pauseAll();
      this.#rest(key, failures + 1, 0);
      if (!this.#unreadable) this.#options.onStoreFailed?.(error as Error);
      this.#unreadable = true;
      return null;
    }
  }

  #taken(key: string, result: EncodedResult, attempt: number, end: 'accepted' | 'ignored'): void {
    // Replaced or forgotten meanwhile: nobody asks any more what became of it.
    if (!this.forget(key)) return;
    if (end === 'accepted') this.#options.onAccepted?.(result, attempt);
    else this.#options.onIgnored?.(result);
  }

  /** @returns whether the engine has answered for good. */
  #fail(key: string, result: EncodedResult, attempt: number, error: SourceError): boolean {
    if (error.kind === 'refused') {
      if (this.forget(key)) this.#options.onRefused?.(result, error);
      return true;
    }
    this.#pauseAll();
    if (this.#store.get(key) === undefined) return false;
    const delay = this.#rest(key, attempt - 1, error.retryAfterMs ?? 0);
    this.#options.onRetry?.(result, error, attempt, delay);
    return false;
  }

  #expire(stored: StoredResult): void {
    this.forget(stored.key);
    this.#options.onExpired?.(stored);
  }

  /** Requests that fail together are one failure of the engine. */
  #pauseAll(): void {
    if (this.#stopped || this.#pause !== null) return;
    const { clock, random, backoff } = this.#options;
    this.#window = 1;
    this.#up = false;
    this.#failures += 1;
    this.#pause = clock.setTimeout(
      () => {
        this.#pause = null;
        this.#hurried = false;
        this.proceed();
      },
      retryDelay(this.#failures, random(), 0, backoff),
    );
  }

  #rest(key: string, failures: number, waitMs: number): number {
    const { clock, random, backoff } = this.#options;
    const delay = retryDelay(failures, random(), waitMs, backoff);
    if (this.#stopped) return delay;
    const hurried = this.#failed.get(key)?.hurried ?? false;
    const failed: Failed = { failures, held: waitMs > 0, hurried, timer: null };
    failed.timer = clock.setTimeout(() => {
      failed.timer = null;
      failed.hurried = false;
      // Its result may have been replaced or forgotten.
      if (this.#store.get(key) === undefined) this.#failed.delete(key);
      else this.proceed();
    }, delay);
    this.#failed.set(key, failed);
    return delay;
  }
}
