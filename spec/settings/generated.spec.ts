import { expect } from 'chai';
import { declareWorker } from '../../lib/host/declare-worker.ts';
import { HOST_SETTINGS } from '../../lib/settings/host-settings.ts';
import { WORKER_SETTINGS } from '../../lib/settings/worker-settings.ts';
import { demoWorkers } from '../../lib/cli/demo/workers.ts';
import { generatedFiles, readFromRoot } from '../../scripts/generated-files.ts';
import { resolve } from './resolve.ts';

const workers = demoWorkers.map(declareWorker);

describe('what is made of the schema of the settings', () => {
  it('is as `npm run generate` would write it', async () => {
    const files = await generatedFiles();
    expect(files).to.have.length(3);
    for (const { path, text } of files) expect(readFromRoot(path), path).to.equal(text);
  });

  it('names every setting in worker.ini.example', () => {
    const text = readFromRoot('worker.ini.example');
    for (const { key } of [...HOST_SETTINGS, ...WORKER_SETTINGS]) {
      expect(text).to.match(new RegExp(`^(; )?${key} = \\S`, 'm'));
    }
  });

  it('fits the workers of the demo: worker.ini.example as it is', () => {
    const { warnings, unusedSections, ...found } = resolve({
      ini: readFromRoot('worker.ini.example'),
      workers,
    });
    expect([warnings, unusedSections]).to.deep.equal([[], []]);
    expect(found.workers.map(({ settings }) => settings.concurrency)).to.deep.equal([10, 20, 2]);
  });

  it('leaves the defaults as they are in worker.ini.example', () => {
    const written = resolve({ ini: readFromRoot('worker.ini.example') });
    const plain = resolve();
    expect(written.host).to.deep.equal(plain.host);
    expect(written.workers[0]!.settings).to.deep.equal(plain.workers[0]!.settings);
  });

  it('still works with everything in worker.ini.example switched on', () => {
    const ini = readFromRoot('worker.ini.example').replace(/^; (\w+ = )/gm, '$1');
    const { warnings, host, ...found } = resolve({ ini, workers });
    expect(warnings).to.deep.equal([]);
    expect(found.workers[0]!.settings.domain).to.equal('nice');
    expect(Object.values(host)).not.to.include(null);
  });

  it('knows every spelling of every setting in the JSON schema', () => {
    const { $defs } = JSON.parse(readFromRoot('docs/worker-host.schema.json')) as {
      $defs: Record<'host' | 'worker', { properties: Record<string, { default?: unknown }> }>;
    };
    expect($defs.host.properties).to.have.all.keys(HOST_SETTINGS.map(({ key }) => key));
    expect($defs.worker.properties).to.include.keys('polling_interval', 'poll_interval');
    for (const { key, fallback } of HOST_SETTINGS) {
      if (fallback !== null) expect($defs.host.properties[key]!.default, key).to.equal(fallback);
    }
  });
});
