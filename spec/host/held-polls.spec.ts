import { expect } from 'chai';
import fc from 'fast-check';
import { HeldPolls, type CutBack, type HeldPoll } from '../../lib/host/held-polls.ts';

const nobody = (): void => undefined;

/** @throws Error when there is none. */
function permit(polls: HeldPolls, wake = nobody): HeldPoll {
  const held = polls.acquire(wake);
  if (held === null) throw new Error('no permit was left');
  return held;
}

function permits(polls: HeldPolls, number: number): HeldPoll[] {
  return Array.from({ length: number }, () => permit(polls));
}

describe('HeldPolls', () => {
  it('gives no more permits than its limit', () => {
    const polls = new HeldPolls(2);
    permits(polls, 2);
    expect(polls.acquire(nobody)).to.equal(null);
  });

  it('gives a permit again that was released', () => {
    const polls = new HeldPolls(1);
    polls.release(permit(polls), 0);
    permit(polls);
  });

  it('has as many permits out as were given and not released, whatever the order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.boolean()), (limit, steps) => {
        const polls = new HeldPolls(limit);
        const held: HeldPoll[] = [];
        for (const acquire of steps) {
          if (acquire) {
            const one = polls.acquire(nobody);
            expect(one !== null).to.equal(held.length < limit);
            if (one !== null) held.push(one);
          } else {
            const one = held.pop();
            if (one !== undefined) polls.release(one, 0);
          }
        }
      }),
    );
  });

  describe('turns', () => {
    /** All permits of `polls` are out; `names` stand in line in this order. */
    function line(
      polls: HeldPolls,
      names: readonly string[],
    ): { woken: string[]; by: (name: string) => () => void } {
      const woken: string[] = [];
      const wakes = new Map(names.map((name) => [name, () => void woken.push(name)]));
      const by = (name: string): (() => void) => wakes.get(name) ?? nobody;
      for (const name of names) expect(polls.acquire(by(name))).to.equal(null);
      return { woken, by };
    }

    it('wakes who came first when a permit is free, and keeps it for that one', () => {
      const polls = new HeldPolls(1);
      const first = permit(polls);
      const { woken, by } = line(polls, ['a', 'b']);
      polls.release(first, 0);
      expect(woken).to.deep.equal(['a']);
      expect(polls.acquire(by('b')), 'b').to.equal(null);
      expect(polls.acquire(nobody), 'a newcomer').to.equal(null);
      expect(polls.acquire(by('a')), 'a').not.to.equal(null);
    });

    it('lets nobody hold two polls in a row while others stand in line', () => {
      const polls = new HeldPolls(2);
      const turns: string[] = [];
      const held = new Map<string, HeldPoll>();
      const wakes = new Map(['a', 'b', 'c', 'd', 'e'].map((name) => [name, () => undefined]));
      for (let round = 0; round < 10; round++) {
        for (const [name, wake] of wakes) {
          const one = held.has(name) ? null : polls.acquire(wake);
          if (one === null) continue;
          held.set(name, one);
          turns.push(name);
        }
        const [oldest] = held;
        if (oldest === undefined) throw new Error('nobody holds a poll');
        held.delete(oldest[0]);
        polls.release(oldest[1], 0);
      }
      expect(turns.join('')).to.match(/^(abcde)+/);
    });

    it('passes the turn on of who leaves', () => {
      const polls = new HeldPolls(1);
      const first = permit(polls);
      const { woken, by } = line(polls, ['a', 'b']);
      polls.release(first, 0);
      polls.leave(by('a'));
      expect(woken).to.deep.equal(['a', 'b']);
      permit(polls, by('b'));
    });

    it('keeps the place in line of who asks again', () => {
      const polls = new HeldPolls(1);
      const first = permit(polls);
      const { woken, by } = line(polls, ['a', 'b']);
      polls.acquire(by('a'));
      polls.release(first, 0);
      expect(woken).to.deep.equal(['a']);
    });

    it('lets those in line poll the less often the more they are, and at least every 8 s', () => {
      const polls = new HeldPolls(1);
      permit(polls);
      const pauses = Array.from({ length: 1000 }, () => {
        polls.acquire(() => undefined);
        return polls.pauseInLine;
      });
      expect(pauses[0]).to.equal(20);
      expect(pauses[49]).to.equal(1000);
      expect(pauses.at(-1)).to.equal(8000);
    });
  });

  describe('limit', () => {
    function watched(most: number): { polls: HeldPolls; cuts: CutBack[] } {
      const cuts: CutBack[] = [];
      return { polls: new HeldPolls(most, (cut) => cuts.push(cut)), cuts };
    }

    it('is halved, and said so, when a poll comes back more than a second late', () => {
      const { polls, cuts } = watched(64);
      polls.release(permit(polls), 1500.4);
      expect(cuts).to.deep.equal([{ limit: 32, lateMs: 1500 }]);
      permits(polls, 32);
      expect(polls.acquire(nobody)).to.equal(null);
    });

    it('stays for polls that are a little late, or early', () => {
      const { polls, cuts } = watched(64);
      for (const late of [999, 0, -5000]) polls.release(permit(polls), late);
      expect(cuts).to.deep.equal([]);
    });

    it('is cut once for all polls that were under way', () => {
      const { polls, cuts } = watched(64);
      for (const poll of permits(polls, 64)) polls.release(poll, 3000);
      expect(cuts.length).to.equal(1);
      polls.release(permit(polls), 3000);
      expect(cuts.map(({ limit }) => limit)).to.deep.equal([32, 16]);
    });

    it('gives no permit before so many polls came back that there are fewer than the new limit', () => {
      const { polls } = watched(8);
      const held = permits(polls, 8);
      for (const poll of held.slice(0, 4)) polls.release(poll, 3000);
      expect(polls.acquire(nobody)).to.equal(null);
      for (const poll of held.slice(4)) polls.release(poll, 3000);
      permits(polls, 4);
    });

    it('is never cut below four', () => {
      const { polls } = watched(9);
      for (let i = 0; i < 5; i++) polls.release(permit(polls), 3000);
      expect(polls.limit).to.equal(4);
    });

    it('is never raised by a cut', () => {
      const { polls, cuts } = watched(2);
      polls.release(permit(polls), 3000);
      expect(polls.limit).to.equal(2);
      expect(cuts).to.deep.equal([]);
    });

    it('rises by one for each round of polls that came back in time, up to where it began', () => {
      const { polls } = watched(10);
      polls.release(permit(polls), 3000);
      const limits: number[] = [];
      for (let i = 0; i < 100; i++) {
        polls.release(permit(polls), 10);
        limits.push(polls.limit);
      }
      expect(limits.slice(0, 12)).to.deep.equal([5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 7, 7]);
      expect(limits.at(-1)).to.equal(10);
    });

    it('wakes those in line when it rises', () => {
      const { polls } = watched(8);
      polls.release(permit(polls), 3000);
      const held = permits(polls, 4);
      let woken = 0;
      polls.acquire(() => woken++);
      polls.acquire(() => woken++);
      for (const poll of held) polls.release(poll, 0);
      expect(woken).to.be.at.least(2);
    });
  });
});
