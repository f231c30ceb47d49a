import { expect } from 'chai';
import { metricsCatalogue } from '../../lib/status/metrics-catalogue.ts';
import { read } from '../docs/support/documents.ts';

describe('the page on metrics', () => {
  it('lists every metric with its type, labels and meaning, and no other', () => {
    const listed = [...read('docs/metrics.md').matchAll(/^\| `(\w+)` .*$/gm)].map(([row]) =>
      row
        .split('|')
        .map((cell) => cell.trim())
        .join('|'),
    );
    const rows = metricsCatalogue.map(({ name, type, labels, help }) =>
      ['', `\`${name}\``, type, labels.map((label) => `\`${label}\``).join(', '), help, ''].join(
        '|',
      ),
    );
    expect(listed).to.have.members(rows);
  });
});
