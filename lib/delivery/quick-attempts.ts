import type { SourceError } from '../errors/source-error.ts';
import type { Clock } from '../task/clock.ts';
import { asSourceError } from './as-source-error.ts';
import { retryDelay, type BackoffOptions } from './backoff.ts';
import type { PendingResult } from './pending-result.ts';
import type { ResultSender } from './result-sender.ts';

/** What came of an attempt. */
export type Answer = 'accepted' | 'ignored' | SourceError;

export interface QuickAttemptsOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly maxConcurrent: number;
  readonly backoff: BackoffOptions | undefined;
  /** True while another result of this task goes out elsewhere. */
  readonly isSending: (taskId: string) => boolean;
  /** Called with a request free for the next attempt; also for what was dropped meanwhile. */
  readonly onAnswer: (entry: PendingResult, answer: Answer) => void;
}

/** After a success so many waiting results are tried at once: the next success lets twice as many through. */
const HURRIED_PER_SUCCESS = 2;

/**
 * The attempts for results in memory. Each result is in one of three places:
 * - queued: in order of arrival, until a request is free for it. A retry goes to the end.
 * - under way: at most `maxConcurrent`, and one for a task.
 * - waiting: after a failure, until its timer fires. It takes no request from others. When the
 *   engine answers another one, the oldest waiting ones are tried at once, two for each answer,
 *   so the end of an outage is noticed by the first and used by all, without a stampede. Each is
 *   hurried once between two firings of its own timer: one that fails for a reason of its own
 *   stays at its own pace beside any traffic.
 */
export class QuickAttempts {
  readonly #sender: ResultSender;
  readonly #options: QuickAttemptsOptions;
  readonly #queued = new Set<PendingResult>();
  /** By task. One that was dropped only waits for its answer. */
  readonly #underWay = new Map<string, PendingResult>();
  readonly #waiting = new Set<PendingResult>();
  #stopped = false;

  constructor(sender: ResultSender, options: QuickAttemptsOptions) {
    this.#sender = sender;
    this.#options = options;
  }

  /** Results that wait for a request. */
  get queued(): number {
    return this.#queued.size;
  }

  /** Results that wait for their next try. */
  get waiting(): number {
    return this.#waiting.size;
  }

  isSending(taskId: string): boolean {
    return this.#underWay.has(taskId);
  }

  isUnderWay(entry: PendingResult): boolean {
    return this.#underWay.get(entry.result.taskId) === entry;
  }

  add(entry: PendingResult): void {
    if (this.#stopped) return;
    this.#queued.add(entry);
    this.startQueued();
  }

  /** No further attempt for it. The answer to one that is under way still comes. */
  drop(entry: PendingResult): void {
    entry.timer?.cancel();
    entry.timer = null;
    this.#queued.delete(entry);
    this.#waiting.delete(entry);
  }

  /** Counts a failure. @returns how long to wait for the next try. */
  countFailure(entry: PendingResult, { retryAfterMs }: SourceError): number {
    const { clock, random, backoff } = this.#options;
    entry.failures += 1;
    const delay = retryDelay(entry.failures, random(), retryAfterMs, backoff);
    entry.notBefore = retryAfterMs === undefined ? 0 : clock.now() + delay;
    return delay;
  }

  tryAgainIn(delay: number, entry: PendingResult): void {
    this.#waiting.add(entry);
    entry.timer = this.#options.clock.setTimeout(() => {
      entry.hurried = false;
      this.#requeue(entry);
      this.startQueued();
    }, delay);
  }

  /** The engine was heard of: queues the oldest of those that wait. */
  hurry(): void {
    if (this.#waiting.size === 0) return;
    const now = this.#options.clock.now();
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

  startQueued(): void {
    for (const entry of this.#queued) {
      if (this.#underWay.size >= this.#options.maxConcurrent) return;
      const { taskId } = entry.result;
      // An earlier result of this task is not answered yet.
      if (this.#underWay.has(taskId) || this.#options.isSending(taskId)) continue;
      this.#queued.delete(entry);
      this.#underWay.set(taskId, entry);
      void this.#attempt(entry);
    }
  }

  /** Begins no further attempt. */
  stop(): void {
    this.#stopped = true;
    for (const entry of [...this.#queued, ...this.#waiting]) this.drop(entry);
  }

  async #attempt(entry: PendingResult): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.#sender.send(entry.result, entry.failures + 1);
    } catch (error) {
      answer = asSourceError(error);
    }
    this.#underWay.delete(entry.result.taskId);
    this.#options.onAnswer(entry, answer);
  }

  #requeue(entry: PendingResult): void {
    entry.timer = null;
    this.#waiting.delete(entry);
    this.#queued.add(entry);
  }
}
