import type { Clock, Timer } from './clock.ts';
import type { TaskQueues } from './task-queues.ts';

/**
 * When a held poll answers: `sql` when `count` tasks are there or the time is up, looking every 100 ms
 * (SQLite, Postgres, MySQL); `redis` as soon as one task is there.
 */
export type QueueRule = 'sql' | 'redis';

export interface HeldPoll {
  readonly queue: string;
  readonly count: number;
  readonly timeoutMs: number;
  /** Called once with the popped ids; not before `hold` was called, perhaps within it. */
  readonly onEnd: (taskIds: string[]) => void;
}

interface Held extends HeldPoll {
  readonly since: number;
  readonly popped: string[];
  timer: Timer | undefined;
}

const SQL_LOOK_MS = 100;
/** Redis tells of new tasks by itself; looking serves the delayed ones that fall due. */
const REDIS_LOOK_MS = 20;

/**
 * Polls that wait for tasks. A caller that goes away does not end its poll: what the poll then pops is
 * stranded, as on the real server.
 */
export class HeldPolls {
  readonly #queues: TaskQueues;
  readonly #clock: Clock;
  readonly #rule: QueueRule;
  readonly #held = new Set<Held>();
  #isClosed = false;

  constructor(queues: TaskQueues, clock: Clock, rule: QueueRule) {
    this.#queues = queues;
    this.#clock = clock;
    this.#rule = rule;
    if (rule === 'redis') queues.onPush((name) => this.#offer(name));
  }

  hold(poll: HeldPoll): void {
    const held: Held = { ...poll, since: this.#clock.now(), popped: [], timer: undefined };
    this.#held.add(held);
    this.#look(held);
  }

  /** Ends every held poll with what it has; later ones end at once. */
  close(): void {
    this.#isClosed = true;
    for (const held of [...this.#held]) this.#end(held);
  }

  #offer(queue: string): void {
    for (const held of [...this.#held]) if (held.queue === queue) this.#look(held);
  }

  #look(held: Held): void {
    if (!this.#held.has(held)) return;
    const missing = held.count < 0 ? -1 : held.count - held.popped.length;
    held.popped.push(...this.#queues.pop(held.queue, missing));
    const left = held.since + held.timeoutMs - this.#clock.now();
    if (this.#isServed(held) || left <= 0 || this.#isClosed) {
      this.#end(held);
      return;
    }
    held.timer?.cancel();
    // The SQL rule looks in fixed steps: a time-out of 250 ms ends after 300.
    const step = this.#rule === 'sql' ? SQL_LOOK_MS : Math.min(REDIS_LOOK_MS, left);
    held.timer = this.#clock.setTimer(() => this.#look(held), step);
  }

  #isServed(held: Held): boolean {
    return held.popped.length >= held.count || (this.#rule === 'redis' && held.popped.length > 0);
  }

  #end(held: Held): void {
    held.timer?.cancel();
    this.#held.delete(held);
    held.onEnd(held.popped);
  }
}
