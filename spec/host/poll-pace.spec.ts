import { expect } from 'chai';
import fc from 'fast-check';
import { PollPace } from '../../lib/host/poll-pace.ts';

const options = { pollingInterval: 100, pollTimeout: 3000 };

/** A pace whose first poll came back empty. */
function idlePace(more: Partial<typeof options> = {}): PollPace {
  const pace = new PollPace({ ...options, ...more }, () => 0);
  pace.answered(pace.plan(4, true), 0, 1);
  return pace;
}

describe('PollPace', () => {
  it('polls for all free slots without waiting at first', () => {
    expect(new PollPace(options).plan(4, true)).to.deep.equal({ count: 4, waitMs: 0 });
  });

  it('asks for one task and lets the engine wait once a poll came back empty', () => {
    expect(idlePace().plan(4, true)).to.deep.equal({ count: 1, waitMs: 3000 });
  });

  it('never lets the engine wait longer than it allows', () => {
    expect(idlePace({ pollTimeout: 60_000 }).plan(4, true).waitMs).to.equal(5000);
  });

  it('asks for all free slots without waiting where the engine may not hold the poll', () => {
    expect(idlePace().plan(4, false)).to.deep.equal({ count: 4, waitMs: 0 });
  });

  it('is not idle, and so needs no permit, when polls should not wait', () => {
    expect(idlePace().idle).to.equal(true);
    expect(idlePace({ pollTimeout: 0 }).idle).to.equal(false);
  });

  const answers = [
    { what: 'a probe that brought one', plan: { count: 1, waitMs: 3000 }, tasks: 1, flows: true },
    { what: 'a full poll', plan: { count: 4, waitMs: 0 }, tasks: 4, flows: true },
    { what: 'more than asked for', plan: { count: 4, waitMs: 0 }, tasks: 9, flows: true },
    { what: 'a short poll', plan: { count: 4, waitMs: 0 }, tasks: 3, flows: false },
    { what: 'an empty poll', plan: { count: 4, waitMs: 0 }, tasks: 0, flows: false },
    { what: 'an empty probe', plan: { count: 1, waitMs: 3000 }, tasks: 0, flows: false },
  ];
  for (const { what, plan, tasks, flows } of answers) {
    it(`${flows ? 'tops up at once' : 'probes'} after ${what}`, () => {
      const pace = idlePace();
      pace.answered(plan, tasks, 1);
      expect(pace.plan(4, true).waitMs === 0).to.equal(flows);
    });

    it(`pauses ${tasks > 0 ? 'not at all' : 'the polling interval'} after ${what} that came at once`, () => {
      expect(idlePace().answered(plan, tasks, 0)).to.equal(tasks > 0 ? 0 : 100);
    });
  }

  it('probes again after a probe that had to wait for its task', () => {
    const pace = idlePace();
    const pause = pace.answered({ count: 1, waitMs: 3000 }, 1, 800);
    expect([pause, pace.plan(4, true)]).to.deep.equal([0, { count: 1, waitMs: 3000 }]);
  });

  it('counts the time that an empty probe was held into the polling interval', () => {
    const probe = { count: 1, waitMs: 3000 };
    expect(idlePace().answered(probe, 0, 60)).to.equal(40);
    expect(idlePace().answered(probe, 0, 3000)).to.equal(0);
  });

  it('pauses the whole polling interval after a poll that was not held, however long it took', () => {
    expect(idlePace().answered({ count: 4, waitMs: 0 }, 0, 3000)).to.equal(100);
  });

  it('backs off from 200 ms, doubled with each failure up to 30 s', () => {
    const pace = new PollPace(options, () => 1);
    const pauses = Array.from({ length: 10 }, () => pace.failed());
    expect(pauses.slice(0, 4)).to.deep.equal([200, 400, 800, 1600]);
    expect(pauses.slice(-3)).to.deep.equal([25_600, 30_000, 30_000]);
  });

  it('never stays away from a domain so long that its tasks would go elsewhere', () => {
    const pace = new PollPace({ ...options, domain: 'nice' }, () => 1);
    const pauses = Array.from({ length: 10 }, () => pace.failed());
    expect(Math.max(...pauses)).to.be.below(10_000);
  });

  it('begins to back off anew after an answer', () => {
    const pace = new PollPace(options, () => 1);
    pace.failed();
    pace.failed();
    pace.answered({ count: 1, waitMs: 0 }, 0, 1);
    expect(pace.failed()).to.equal(200);
  });

  it('waits at least as long as the engine asks', () => {
    expect(new PollPace(options, () => 0).failed(30_000)).to.equal(30_000);
  });

  it('polls without waiting after a failure, to notice the engine', () => {
    const pace = idlePace();
    pace.failed();
    expect(pace.plan(4, true).waitMs).to.equal(0);
  });

  it('waits between a half and the whole of the bound, whatever the number of failures', () => {
    const random = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), random, (failures, r) => {
        const pace = new PollPace(options, () => r);
        let pause = 0;
        for (let i = 0; i < failures; i++) pause = pace.failed();
        const bound = Math.min(30_000, 200 * 2 ** (failures - 1));
        expect(pause).to.be.within(bound / 2, bound);
      }),
    );
  });
});
