import { expect } from 'chai';
import { median, quantile, spread } from '../../bench/report/statistics.ts';

describe('the statistics of the bench', () => {
  it('takes the middle of an odd number of values, whatever their order', () => {
    expect(median([30, 1, 20])).to.equal(20);
  });

  it('takes the mean of the two middle ones of an even number', () => {
    expect(median([4, 1, 2, 100])).to.equal(3);
  });

  it('has no median of nothing', () => {
    expect(median([])).to.be.NaN;
  });

  it('gives the value that a share of the others lies below', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(quantile(hundred, 0.5)).to.equal(51);
    expect(quantile(hundred, 0.99)).to.equal(100);
  });

  it('shows the median with the least and the most', () => {
    expect(spread([3, 1, 2], (value) => value.toFixed(1))).to.equal('2.0 [1.0–3.0]');
  });
});
