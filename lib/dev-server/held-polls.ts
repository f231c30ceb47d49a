import type { Clock, Timer } from './clock.ts';
import type { StorageRules } from './storage-rules.ts';
import type { TaskQueues } from './task-queues.ts';

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
  readonly #rules: StorageRules;
  readonly #held = new Set<Held>();
  #isClosed = false;

  constructor(queues: TaskQueues, clock: Clock, rules: StorageRules) {
    this.#queues = queues;
    this.#clock = clock;
    this.#rules = rules;
    if (rules.answersWith === 'one') queues.onPush((name) => this.#offer(name));
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
    const step = this.#rules.answersWith === 'count' ? SQL_LOOK_MS : Math.min(REDIS_LOOK_MS, left);
    held.timer = this.#clock.setTimer(() => this.#look(held), step);
  }

  #isServed(held: Held): boolean {
    return (
      held.popped.length >= held.count ||
      (this.#rules.answersWith === 'one' && held.popped.length > 0)
    );
  }

  #end(held: Held): void {
    held.timer?.cancel();
    this.#held.delete(held);
    held.onEnd(held.popped);
  }
}
