import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/project.ts';
import { resolve } from './resolve.ts';

const page = readFileSync(join(root, 'docs/settings.md'), 'utf8');
const example = page.slice(page.indexOf('An example.'), page.indexOf('For another worker'));
const ini = /```ini\n(.*?)```/s.exec(example)?.[1] ?? '';
const rows = example
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('the example in docs/settings.md', () => {
  it('has rows', () => expect(rows).to.have.length.greaterThan(4));

  let given: readonly string[] = [];
  for (const [, what = '', domain = '', pollingInterval = '', threads = ''] of rows) {
    const written = [...what.matchAll(/`([^`]+)`/g)].map(({ 1: code = '' }) => code);
    given = what.startsWith('the same') ? [...given, ...written] : written;
    const texts = given;

    it(`holds for ${what}`, () => {
      const set = texts.filter((text) => text.startsWith('--set ')).map((text) => text.slice(6));
      const env = Object.fromEntries(
        texts
          .filter((text) => !text.startsWith('--'))
          .map((text) => text.split('=') as [string, string]),
      );
      const options = { pollingInterval: 300, threads: 2 };
      const { settings, origins } = resolve({ ini, set, env, options }).workers[0]!;
      expect(settings.domain ?? 'none').to.equal(domain.split(',')[0]);
      expect(settings.pollingInterval).to.equal(Number(pollingInterval.split(',')[0]));
      expect(settings.threads).to.equal(Number(threads.split(',')[0]));
      const line = /line (\d+)/.exec(domain)?.[1];
      if (line !== undefined) expect(origins['domain']?.from).to.equal(`worker.ini:${line}`);
    });
  }
});
