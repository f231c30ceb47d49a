import { expect } from 'chai';
import { ManualClock } from '../../lib/dev-server/clock.ts';
import { HeldPolls } from '../../lib/dev-server/held-polls.ts';
import { STORAGE_RULES } from '../../lib/dev-server/storage-rules.ts';
import type { Storage } from '../../lib/dev-server/storage-rules.ts';
import { TaskQueues } from '../../lib/dev-server/task-queues.ts';

describe('A held poll of the dev-server', () => {
  const clock = new ManualClock(0);

  /** Holds a poll for ten tasks of `q` for a second. */
  function hold(storage: Storage) {
    const rules = STORAGE_RULES[storage];
    const queues = new TaskQueues(() => clock.now(), rules.priorityOrder);
    const held = new HeldPolls(queues, clock, rules);
    const answers: string[][] = [];
    const poll = () =>
      held.hold({ queue: 'q', count: 10, timeoutMs: 1000, onEnd: (ids) => void answers.push(ids) });
    poll();
    return { queues, held, answers, poll };
  }

  it('waits for its full count or its time on an SQL queue', () => {
    const { queues, answers } = hold('sql');
    queues.push('q', 'one', 0, 0);
    clock.advance(999);
    expect(answers).to.deep.equal([]);
    clock.advance(1);
    expect(answers).to.deep.equal([['one']]);
  });

  it('answers with the first task on a Redis queue', () => {
    const { queues, answers } = hold('redis');
    queues.push('q', 'one', 0, 0);
    expect(answers).to.deep.equal([['one']]);
  });

  it('ends with what it has when the server stops, and none is held after that', () => {
    const { queues, held, answers, poll } = hold('sql');
    queues.push('q', 'one', 0, 0);
    clock.advance(100);
    held.close();
    poll();
    expect(answers).to.deep.equal([['one'], []]);
  });
});
