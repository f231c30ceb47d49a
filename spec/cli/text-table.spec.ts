import { expect } from 'chai';
import { printable, tableLines } from '../../lib/cli/text-table.ts';

describe('tableLines', () => {
  const rows = [
    ['worker', 'done'],
    ['a', '12'],
    ['a much longer name', '7'],
  ];

  it('makes columns as wide as their widest cell', () => {
    expect(tableLines(rows)).to.deep.equal([
      'worker              done',
      'a                   12',
      'a much longer name  7',
    ]);
  });

  it('aligns numbers to the right', () => {
    expect(tableLines(rows, (column) => column === 1)[1]).to.equal('a                     12');
  });

  it('lets a cell that is too long push aside its own row alone', () => {
    expect(tableLines(rows, undefined, 10)).to.deep.equal([
      'worker  done',
      'a       12',
      'a much longer name  7',
    ]);
  });
});

describe('printable', () => {
  it('takes the control out of control characters', () => {
    expect(printable('\u001b[2Jgone\n\u202eback')).to.equal('?[2Jgone??back');
  });
});
