import { expect } from 'chai';
import fc from 'fast-check';
import { HeldPolls } from '../../lib/host/held-polls.ts';

describe('HeldPolls', () => {
  it('gives no more permits than its limit', () => {
    const polls = new HeldPolls(2);
    expect([polls.acquire(), polls.acquire(), polls.acquire()]).to.deep.equal([true, true, false]);
  });

  it('gives a permit again that was released', () => {
    const polls = new HeldPolls(1);
    polls.acquire();
    polls.release();
    expect(polls.acquire()).to.equal(true);
  });

  it('has as many permits out as were given and not released, whatever the order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.boolean()), (limit, steps) => {
        const polls = new HeldPolls(limit);
        let held = 0;
        for (const acquire of steps) {
          if (acquire) {
            const permit = polls.acquire();
            expect(permit).to.equal(held < limit);
            if (permit) held++;
          } else if (held > 0) {
            polls.release();
            held--;
          }
        }
      }),
    );
  });
});
