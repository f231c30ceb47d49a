import { HeldPolls } from '../../lib/host/held-polls.ts';
import { PollLoop } from '../../lib/host/poll-loop.ts';
import { TaskQueue } from '../../lib/host/task-queue.ts';
import type { WorkerSettings } from '../../lib/settings/worker-settings.ts';
import type { PollRequest } from '../../lib/sources/task-source.ts';
import type { Task } from '../../lib/task/task.ts';
import { FakeClock } from '../delivery/fake-clock.ts';
import { pollContext } from './poll-context.ts';

export interface SlowEngineOptions {
  /** Milliseconds between two looks into the queue while a poll is held. */
  readonly betweenLooks?: number;
  readonly room?: number;
  /** Polls that may be held. */
  readonly limit?: number;
}

/** One worker without work, at an engine that looks into its queue now and then while a poll is held. */
export class SlowEngine {
  readonly clock = new FakeClock();
  readonly loop: PollLoop;
  readonly running: Promise<void>;
  /** Since when each poll is held that is. */
  readonly held = new Set<{ since: number; count: number }>();
  /** Tasks that all polls under way might have brought at once. */
  mostExpected = 0;
  /** Polls to come that fail. */
  failing = 0;
  readonly #betweenLooks: number;
  readonly #queue: number[] = [];
  readonly #waits: number[] = [];

  private constructor({ betweenLooks = 100, room = 2, limit = 8 }: SlowEngineOptions) {
    this.#betweenLooks = betweenLooks;
    const { clock } = this;
    const context = pollContext({
      clock,
      poll: (request) => this.#poll(request),
      heldPolls: new HeldPolls(limit),
    });
    const settings = { domain: null, workerId: 'w', pollingInterval: 100, pollTimeout: 5000 };
    this.loop = new PollLoop([new TaskQueue('a', settings as WorkerSettings)], context, {
      room: () => room,
      accept: (task) => {
        this.#waits.push(task.queueWaitTime ?? 0);
        this.loop.roomMade();
      },
    });
    this.running = this.loop.run();
  }

  /** Tasks have come, one by one. */
  static async withTraffic(options: SlowEngineOptions = {}): Promise<SlowEngine> {
    const engine = new SlowEngine(options);
    await engine.waitsOf(8);
    await engine.clock.advance(200);
    return engine;
  }

  get accepted(): number {
    return this.#waits.length;
  }

  get heldSince(): number[] {
    return Array.from(this.held, ({ since }) => since);
  }

  put(): void {
    this.#queue.push(this.clock.now());
  }

  /** Lets so many tasks come at odd times. @returns how long each waited in the queue. */
  async waitsOf(tasks: number): Promise<readonly number[]> {
    const from = this.accepted;
    for (let n = 0; n < tasks; n++) {
      await this.clock.advance(317);
      this.put();
    }
    await this.clock.advance(this.#betweenLooks);
    return this.#waits.slice(from);
  }

  async #poll({ count, waitMs }: PollRequest): Promise<readonly Task[]> {
    if (this.failing > 0) {
      this.failing--;
      throw new Error('not now');
    }
    const since = this.clock.now();
    const held = { since, count };
    this.held.add(held);
    this.mostExpected = Math.max(
      this.mostExpected,
      [...this.held].reduce((sum, each) => sum + each.count, 0),
    );
    while (this.#queue.length === 0 && this.clock.now() - since < waitMs)
      await new Promise<void>((resolve) => this.clock.setTimeout(resolve, this.#betweenLooks));
    this.held.delete(held);
    return this.#queue.splice(0, count).map((at) => taskOf(this.clock.now() - at));
  }
}

let last = 0;

function taskOf(queueWaitTime: number): Task {
  const taskId = `t${++last}`;
  return {
    taskId,
    workflowInstanceId: 'w',
    taskDefName: 'a',
    taskType: 'a',
    inputData: {},
    queueWaitTime,
  };
}
