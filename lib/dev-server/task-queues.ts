import { TaskQueue } from './task-queue.ts';
import type { PriorityOrder } from './task-queue.ts';

/** The queue of a type in a domain. An empty domain is a domain of its own, as on the real server. */
export const queueName = (taskType: string, domain?: string): string =>
  domain === undefined ? taskType : `${domain}:${taskType}`;

/** Every queue by name; one comes into being with its first task. */
export class TaskQueues {
  readonly #byName = new Map<string, TaskQueue>();
  readonly #now: () => number;
  readonly #order: PriorityOrder;
  readonly #listeners: ((name: string) => void)[] = [];

  constructor(now: () => number, order: PriorityOrder) {
    this.#now = now;
    this.#order = order;
  }

  /** Calls back with the name of each queue that a task was put into. */
  onPush(listener: (name: string) => void): void {
    this.#listeners.push(listener);
  }

  push(name: string, taskId: string, priority: number, delaySeconds: number): void {
    const queue = this.#byName.get(name) ?? new TaskQueue(this.#order);
    this.#byName.set(name, queue);
    const now = this.#now();
    // A task handed back with a negative delay is never delivered again (the database gets no due time).
    const deliverAt = delaySeconds < 0 ? Infinity : now + delaySeconds * 1000;
    queue.push(taskId, priority, deliverAt, now);
    for (const listener of this.#listeners) listener(name);
  }

  pop(name: string, count: number): string[] {
    return this.#byName.get(name)?.pop(count, this.#now()) ?? [];
  }

  has(name: string, taskId: string): boolean {
    return this.#byName.get(name)?.has(taskId) ?? false;
  }

  remove(name: string, taskId: string): void {
    this.#byName.get(name)?.remove(taskId);
  }

  size(name: string): number {
    return this.#byName.get(name)?.size ?? 0;
  }

  sizes(): Record<string, number> {
    return Object.fromEntries([...this.#byName].map(([name, queue]) => [name, queue.size]));
  }
}
