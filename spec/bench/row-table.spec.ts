import { expect } from 'chai';
import { rowNotes, rowTable, times } from '../../bench/report/row-table.ts';
import { clientResult, rowResult } from './row-result.ts';

const sdk = clientResult(
  'SDK',
  [
    { speed: 100, wait: 10, rss: 80 },
    { speed: 200, wait: 20, rss: 90 },
  ],
  {
    baseline: true,
  },
);
const ours = clientResult('ours', [
  { speed: 1000, wait: 5, rss: 100 },
  { speed: 1200, wait: 4, rss: 110 },
]);

const cells = (text: string): string[][] =>
  text.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe('the table of a row', () => {
  it('puts the ratio behind each figure that is compared', () => {
    const [head, , first] = cells(rowTable(rowResult([ours, sdk])));
    expect(head).to.deep.equal(['client', 'tasks/s', '×', 'p99 ms', '×', 'RSS MB']);
    expect(first).to.deep.equal([
      'ours',
      '1100 [1000–1200]',
      '8.0 [6.0–10]',
      '4.5 [4.0–5.0]',
      '3.5 [2.0–5.0]',
      '105 [100–110]',
    ]);
  });

  it('shows a single round without a spread', () => {
    const once = clientResult('ours', [{ speed: 1000, wait: 5, rss: 100 }]);
    const [, , first] = cells(rowTable(rowResult([once, sdk])));
    expect(first).to.deep.equal(['ours', '1000', '10', '5.0', '2.0', '100']);
  });

  it('names a client that failed, with the reason in a note', () => {
    const failed = clientResult('ours', [{ speed: 1, wait: 1, rss: 1 }, null], {
      failure: '3 twice',
    });
    const row = rowResult([failed, sdk]);
    expect(cells(rowTable(row))[2])
      .to.include('failed')
      .and.not.include('1');
    expect(rowNotes(row)).to.deep.equal(['ours failed: 3 twice']);
  });

  it('names a peer that is missing, with the reason in a note', () => {
    const row = rowResult([sdk], { missing: [{ name: 'Go SDK', reason: 'no compiler' }] });
    expect(cells(rowTable(row)).at(-1)?.slice(0, 2)).to.deep.equal(['Go SDK', 'missing']);
    expect(rowNotes(row)).to.deep.equal(['Go SDK is missing: no compiler']);
  });

  it('gives ratios with the digits that say something', () => {
    expect([0.034, 0.5, 1.26, 9.97, 13.4].map(times)).to.deep.equal([
      '0.03',
      '0.5',
      '1.3',
      '10',
      '13',
    ]);
  });
});
