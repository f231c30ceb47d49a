import { expect } from 'chai';
import { HeldPolls } from '../../lib/host/held-polls.ts';
import { PollLoop } from '../../lib/host/poll-loop.ts';
import { TaskQueue } from '../../lib/host/task-queue.ts';
import type { WorkerSettings } from '../../lib/settings/worker-settings.ts';
import type { PollRequest } from '../../lib/sources/task-source.ts';
import type { Task } from '../../lib/task/task.ts';
import { FakeClock } from '../delivery/fake-clock.ts';
import { MemorySource } from '../support/memory-source.ts';
import { pollContext } from './poll-context.ts';

/** Idle workers that share the polls that may be held. */
class SharedPolls {
  readonly clock = new FakeClock();
  readonly source = new MemorySource(this.clock);
  readonly accepted: string[] = [];
  readonly loops: PollLoop[];
  readonly heldPolls: HeldPolls;
  /** Polls, with the time at which each was sent. */
  readonly polls: (PollRequest & { at: number })[] = [];
  mostHeld = 0;
  /** Workers without room. */
  readonly full = new Set<string>();

  constructor(workers: number, limit: number, settings: Partial<WorkerSettings> = {}) {
    const { clock } = this;
    this.heldPolls = new HeldPolls(limit);
    const context = pollContext({
      clock,
      poll: (request) => this.#poll(request),
      heldPolls: this.heldPolls,
    });
    const of = {
      domain: null,
      workerId: 'w',
      pollingInterval: 100,
      pollTimeout: 5000,
      ...settings,
    };
    this.loops = Array.from({ length: workers }, (_, index) => {
      const name = `w${index}`;
      return new PollLoop([new TaskQueue(name, of as WorkerSettings)], context, {
        room: () => (this.full.has(name) ? 0 : 1),
        accept: () => this.accepted.push(name),
      });
    });
    for (const loop of this.loops) void loop.run();
  }

  /** Workers whose polls were held since `from`. */
  held(from = 0): Set<string> {
    const held = this.polls.filter(({ at, waitMs }) => at >= from && waitMs > 0);
    return new Set(held.map(({ taskType }) => taskType));
  }

  /** Longest time between two polls of one worker. */
  get longestGap(): number {
    const last = new Map<string, number>();
    let longest = 0;
    for (const { taskType, at, waitMs } of this.polls) {
      longest = Math.max(longest, at - (last.get(taskType) ?? at));
      last.set(taskType, at + waitMs);
    }
    return longest;
  }

  #poll(request: PollRequest): Promise<readonly Task[]> {
    this.polls.push({ ...request, at: this.clock.now() });
    const answer = this.source.poll(request);
    this.mostHeld = Math.max(this.mostHeld, this.source.held);
    return answer;
  }
}

describe('workers that share the polls that may be held', () => {
  it('have all their polls held where there are enough', async () => {
    const shared = new SharedPolls(3, 3);
    await shared.clock.advance(1000);
    expect(shared.source.held).to.equal(3);
    expect(shared.polls.length).to.equal(6);
  });

  it('take turns where there are not enough', async () => {
    const shared = new SharedPolls(6, 2);
    await shared.clock.advance(15_000);
    expect(shared.mostHeld).to.equal(2);
    expect([...shared.held()].sort()).to.deep.equal(['w0', 'w1', 'w2', 'w3', 'w4', 'w5']);
    const from = shared.clock.now();
    await shared.clock.advance(15_000);
    expect(shared.held(from).size).to.equal(6);
  });

  it('poll without waiting meanwhile, the less often the more they are', async () => {
    const shared = new SharedPolls(102, 2);
    await shared.clock.advance(5000);
    const from = shared.clock.now();
    await shared.clock.advance(10_000);
    const polls = shared.polls.filter(({ at }) => at >= from);
    expect(polls.length / 10).to.be.within(30, 55);
    expect(shared.longestGap).to.be.at.most(2100);
  });

  it('find a task while they stand in line', async () => {
    const shared = new SharedPolls(4, 1);
    await shared.clock.advance(1000);
    shared.source.put('w3');
    await shared.clock.advance(100);
    expect(shared.accepted).to.deep.equal(['w3']);
  });

  it('never leave a domain so long that its tasks would go elsewhere', async () => {
    const shared = new SharedPolls(600, 4, { domain: 'nice' });
    await shared.clock.advance(30_000);
    expect(shared.longestGap).to.be.at.most(8100);
  });

  it('keep no turn for one that is paused', async () => {
    const shared = new SharedPolls(3, 1);
    await shared.clock.advance(1000);
    shared.loops[1]?.setPaused('w1', true);
    await shared.clock.advance(4500);
    expect([...shared.held(shared.clock.now() - 1000)]).to.deep.equal(['w2']);
  });

  it('keep no turn for one that is stopped', async () => {
    const shared = new SharedPolls(3, 1);
    await shared.clock.advance(1000);
    shared.loops[1]?.stop();
    await shared.clock.advance(4500);
    expect([...shared.held(shared.clock.now() - 1000)]).to.deep.equal(['w2']);
  });

  it('keep no turn for one that has no room', async () => {
    const shared = new SharedPolls(3, 1);
    await shared.clock.advance(1000);
    shared.full.add('w1');
    await shared.clock.advance(4500);
    expect([...shared.held(shared.clock.now() - 1000)]).to.deep.equal(['w2']);
  });

  it('keep no turn for one that backs off', async () => {
    const shared = new SharedPolls(3, 1);
    await shared.clock.advance(1000);
    const answer = shared.source.poll.bind(shared.source);
    shared.source.poll = (request) =>
      request.taskType === 'w1' ? Promise.reject(new Error('not now')) : answer(request);
    await shared.clock.advance(4500);
    expect([...shared.held(shared.clock.now() - 1000)]).to.deep.equal(['w2']);
  });

  it('have fewer polls held while these come back late, and more again afterwards', async () => {
    const shared = new SharedPolls(16, 16);
    shared.source.lateness = 2000;
    await shared.clock.advance(8000);
    expect(shared.source.held).to.equal(8);
    shared.source.lateness = 0;
    await shared.clock.advance(120_000);
    expect(shared.source.held).to.equal(16);
  });
});
