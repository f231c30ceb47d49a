import { expect } from 'chai';
import { format } from 'prettier';
import { page } from '../../bench/report/page.ts';
import { merged } from '../../bench/report/results-file.ts';
import { picture } from '../../bench/report/picture.ts';
import { clientResult, rowResult } from './row-result.ts';

const sdk = clientResult('SDK', [{ speed: 100, wait: 10, rss: 80 }], { baseline: true });
const ours = clientResult('worker-host, thread', [{ speed: 800, wait: 5, rss: 100 }], {
  ours: true,
});
const row = rowResult([ours, sdk]);

describe('the page of the bench', () => {
  it('has a section for each row, with its name, its date and its machine', () => {
    const text = page([row, rowResult([sdk], { name: 'cpu', title: 'Computing' })]);
    expect(text).to.include('## Tasks without work\n').and.include('## Computing\n');
    expect(text).to.include('`cpu`, 2026-01-31, 3 rounds on 2 x Processor.');
  });

  it('is written as prettier has it', async () => {
    const text = page([row]);
    expect(await format(text, { parser: 'markdown', printWidth: 100 })).to.equal(text);
  });

  it('keeps rows that were not measured again, in the order of the bench', () => {
    const old = rowResult([sdk], { name: 'cpu', title: 'old' });
    const again = rowResult([sdk], { name: 'no-op', title: 'again' });
    const all = merged([row, old], [again], ['cpu', 'no-op', 'idle']);
    expect(all.map(({ title }) => title)).to.deep.equal(['old', 'again']);
  });
});

describe('the picture of the bench', () => {
  it('has a bar for each client of ours, as long as its ratio', () => {
    const svg = picture([row]);
    expect(svg.match(/class="better"/g)).to.have.length(1);
    expect(svg).to.include('Tasks without work: tasks/s, thread').and.include('>8.0×<');
  });

  it('marks what is worse than the baseline', () => {
    const slow = clientResult('worker-host', [{ speed: 25, wait: 5, rss: 1 }], { ours: true });
    expect(picture([rowResult([slow, sdk])]))
      .to.include('class="worse"')
      .and.include('>1/4×<');
  });

  it('stays well-formed whatever a row is called', () => {
    expect(picture([{ ...row, title: 'a < b & c' }])).to.include('a &lt; b &amp; c');
  });
});
