import { expect } from 'chai';
import fc from 'fast-check';
import { retryDelay } from '../../lib/delivery/backoff.ts';

const almostOne = 1 - Number.EPSILON;
const failures = fc.integer({ min: 1, max: 5000 });
const random = fc.double({ min: 0, max: almostOne, noNaN: true });

describe('The pause before a result is sent again', () => {
  it('has bounds that double from 100 ms to 30 s', () => {
    const bounds = Array.from(
      { length: 11 },
      (_, n) => Math.ceil(retryDelay(n + 1, almostOne) / 10) * 10,
    );
    expect(bounds).to.deep.equal([
      100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000,
    ]);
  });

  it('is anything between nothing and the bound', () => {
    expect([0, 0.25, 0.5].map((value) => retryDelay(4, value))).to.deep.equal([0, 200, 400]);
  });

  it('is a whole number of milliseconds below 30 s, however often it failed', () => {
    fc.assert(
      fc.property(failures, random, (count, value) => {
        const delay = retryDelay(count, value);
        expect(Number.isInteger(delay)).to.equal(true);
        expect(delay).to.be.within(0, 30_000);
      }),
    );
  });

  it('is never shorter than the engine asks for, up to five minutes', () => {
    fc.assert(
      fc.property(
        failures,
        random,
        fc.integer({ min: 0, max: 10_000_000 }),
        (count, value, asked) => {
          const believed = Math.min(asked, 300_000);
          expect(retryDelay(count, value, asked)).to.be.within(believed, believed + 30_000);
        },
      ),
    );
  });
});
