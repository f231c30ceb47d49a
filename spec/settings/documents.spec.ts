import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { HOST_SETTINGS } from '../../lib/settings/host-settings.ts';
import { WORKER_SETTINGS } from '../../lib/settings/worker-settings.ts';
import { resolve } from './resolve.ts';
import { hostTable, workerTable } from './settings-tables.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const names = ['check_inventory', 'charge_payment', 'send_invoice'];

describe('documents of the settings', () => {
  it('docs/settings.md has the table of every setting', () => {
    const text = read('docs/settings.md');
    expect(text).to.contain(workerTable());
    expect(text).to.contain(hostTable());
  });

  it('worker.ini.example names every setting', () => {
    const text = read('worker.ini.example');
    for (const { key } of [...HOST_SETTINGS, ...WORKER_SETTINGS]) {
      expect(text).to.match(new RegExp(`^(; )?${key} =`, 'm'));
    }
  });

  it('worker.ini.example works as it is', () => {
    const { warnings, unusedSections, workers } = resolve({
      ini: read('worker.ini.example'),
      names,
    });
    expect([warnings, unusedSections]).to.deep.equal([[], []]);
    expect(workers.map(({ settings }) => settings.concurrency)).to.deep.equal([10, 4, 1]);
  });

  it('worker.ini.example works with its examples switched on', () => {
    const text = read('worker.ini.example').replace(/^; (\w+ = (?! ))/gm, '$1');
    const { warnings, workers } = resolve({ ini: text, names });
    expect(warnings).to.deep.equal([]);
    expect(workers[0]!.settings.domain).to.equal('nice');
  });
});
