import { expect } from 'chai';
import fc from 'fast-check';
import { Distribution } from '../../lib/status/statistics-distribution.ts';

const durations = fc.oneof(
  fc.double({ min: 0.1, max: 10, noNaN: true }),
  fc.integer({ min: 1, max: 60_000 }),
  fc.double({ min: 1000, max: 24 * 3_600_000, noNaN: true }),
);

describe('a distribution', () => {
  it('gives percentiles within 5 % of the exact ones', () => {
    fc.assert(
      fc.property(
        fc.array(durations, { minLength: 1, maxLength: 300 }),
        fc.constantFrom(50, 95, 99),
        (values, percent) => {
          const distribution = distributionOf(values);
          const exact = nearestRank(values, percent);
          // Two decimals are kept, so that the smallest are 0.005 off besides.
          expect(distribution.percentile(percent)).to.be.closeTo(exact, exact * 0.05 + 0.005);
        },
      ),
    );
  });

  it('counts every value, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (values) => {
        expect(distributionOf(values).count).to.equal(values.length);
      }),
    );
  });

  it('is, added to another, as if all values had come to it', () => {
    fc.assert(
      fc.property(fc.array(durations), fc.array(durations), (some, more) => {
        const sum = distributionOf(some);
        sum.add(distributionOf(more));
        expect(sum.percentiles()).to.deep.equal(distributionOf([...some, ...more]).percentiles());
      }),
    );
  });

  it('has no percentiles without values, also after it was cleared', () => {
    const distribution = distributionOf([5]);
    distribution.clear();
    expect(distribution.percentiles()).to.equal(null);
    expect(distribution.count).to.equal(0);
  });

  it('takes what is immeasurably short, negative or no number for 0', () => {
    expect(distributionOf([0.01, -3, NaN]).percentile(99)).to.equal(0);
  });
});

function distributionOf(values: readonly number[]): Distribution {
  const distribution = new Distribution();
  for (const value of values) distribution.record(value);
  return distribution;
}

function nearestRank(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length)) - 1]!;
}
