import { expect } from 'chai';
import { ratios } from '../../bench/report/ratios.ts';
import { clientResult, rowResult } from './row-result.ts';

const sdk = clientResult(
  'SDK',
  [
    { speed: 100, wait: 10 },
    { speed: 200, wait: 20 },
  ],
  {
    baseline: true,
  },
);
const ours = clientResult('ours', [
  { speed: 1000, wait: 5 },
  { speed: 1000, wait: 5 },
]);
const row = rowResult([ours, sdk]);
const [speed, wait, rss] = row.metrics;

describe('the ratios of the bench', () => {
  it('are taken in each round by itself', () => {
    expect(ratios(speed!, ours, row)).to.deep.equal([10, 5]);
  });

  it('grow with what is better, also where less is', () => {
    expect(ratios(wait!, ours, row)).to.deep.equal([2, 4]);
  });

  it('leave out a round in which one of the two failed', () => {
    const failed = clientResult('ours', [null, { speed: 1000, wait: 5 }]);
    expect(ratios(speed!, failed, rowResult([failed, sdk]))).to.deep.equal([5]);
  });

  it('are none for a figure that is not compared, or without a baseline', () => {
    expect(ratios(rss!, ours, row)).to.deep.equal([]);
    expect(ratios(speed!, ours, rowResult([ours]))).to.deep.equal([]);
  });
});
