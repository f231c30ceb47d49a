/** Sorts priorities, the one to serve first in front. */
export type PriorityOrder = (left: number, right: number) => number;

/** SQL queues: the highest first. */
export const highestFirst: PriorityOrder = (left, right) => right - left;

/** Redis queues: 1 first, growing, and 0 at last. */
export const lowestFirstZeroLast: PriorityOrder = (left, right) =>
  (left || Infinity) - (right || Infinity);

/** The task ids that wait for workers of one type and domain: by priority, then first in first out. */
export class TaskQueue {
  readonly #order: PriorityOrder;
  /** Sets, because removing from the middle must not cost a walk through a long queue. */
  readonly #ready = new Map<number, Set<string>>();
  readonly #delayed = new Map<string, { readonly at: number; readonly priority: number }>();
  #nextDelayed = Infinity;

  constructor(order: PriorityOrder) {
    this.#order = order;
  }

  push(taskId: string, priority: number, deliverAt: number, now: number): void {
    this.remove(taskId);
    if (deliverAt <= now) {
      this.#makeReady(taskId, priority);
      return;
    }
    this.#delayed.set(taskId, { at: deliverAt, priority });
    this.#nextDelayed = Math.min(this.#nextDelayed, deliverAt);
  }

  has(taskId: string): boolean {
    return this.#delayed.has(taskId) || [...this.#ready.values()].some((ids) => ids.has(taskId));
  }

  remove(taskId: string): void {
    this.#delayed.delete(taskId);
    for (const ids of this.#ready.values()) ids.delete(taskId);
  }

  /** At most `count` ids; a negative count takes all. */
  pop(count: number, now: number): string[] {
    this.#releaseDelayed(now);
    const wanted = count < 0 ? Infinity : count;
    const popped: string[] = [];
    for (const priority of [...this.#ready.keys()].sort(this.#order)) {
      const ids = this.#ready.get(priority) ?? new Set();
      for (const id of ids) {
        if (popped.length >= wanted) return popped;
        ids.delete(id);
        popped.push(id);
      }
    }
    return popped;
  }

  /** Waiting ids, the delayed ones included. */
  get size(): number {
    let size = this.#delayed.size;
    for (const ids of this.#ready.values()) size += ids.size;
    return size;
  }

  #makeReady(taskId: string, priority: number): void {
    const ids = this.#ready.get(priority);
    if (ids === undefined) this.#ready.set(priority, new Set([taskId]));
    else ids.add(taskId);
  }

  #releaseDelayed(now: number): void {
    if (now < this.#nextDelayed) return;
    this.#nextDelayed = Infinity;
    const due: { readonly id: string; readonly at: number; readonly priority: number }[] = [];
    for (const [id, entry] of this.#delayed) {
      if (entry.at <= now) due.push({ id, ...entry });
      else this.#nextDelayed = Math.min(this.#nextDelayed, entry.at);
    }
    for (const { id, priority } of due.sort((left, right) => left.at - right.at)) {
      this.#delayed.delete(id);
      this.#makeReady(id, priority);
    }
  }
}
