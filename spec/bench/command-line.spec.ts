import { expect } from 'chai';
import { benchFlags, chosen } from '../../bench/support/command-line.ts';

describe('the command line of the bench', () => {
  it('takes five rounds, and one of a smoke test', () => {
    expect(benchFlags([]).rounds).to.equal(5);
    expect(benchFlags(['--quick']).rounds).to.equal(1);
    expect(benchFlags(['--quick', '--rounds', '2']).rounds).to.equal(2);
  });

  it('takes several rows', () => {
    expect(benchFlags(['--row', 'cpu', '--row', 'start']).rows).to.deep.equal(['cpu', 'start']);
  });

  it('wants the rows on a real server unless it is told otherwise, or is in a hurry', () => {
    const server = [[], ['--stub-only'], ['--quick']].map((args) => benchFlags(args).server);
    expect(server).to.deep.equal([true, false, false]);
  });

  it('refuses rounds that are no whole number', () => {
    expect(() => benchFlags(['--rounds', '1.5'])).to.throw('--rounds 1.5');
  });

  it('lists the rows for one that is none', () => {
    expect(() => chosen(['cpu', 'start'], ['cpus'])).to.throw(
      '--row cpus: the rows are cpu, start',
    );
  });

  it('means all rows when none is named', () => {
    expect(chosen(['cpu', 'start'], [])).to.deep.equal(['cpu', 'start']);
  });
});
