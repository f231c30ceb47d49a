import { expect } from 'chai';
import { HOST_SETTINGS } from '../../lib/settings/host-settings.ts';
import type { SettingDefinition } from '../../lib/settings/setting-definition.ts';
import { WORKER_SETTINGS } from '../../lib/settings/worker-settings.ts';
import { resolve, setting, type Given } from './resolve.ts';

/** A value that is right and no default. */
const SAMPLES: Readonly<Record<string, string>> = {
  isolation: 'inline',
  server_url: 'http://sample/api',
  proxy_url: 'http://sample:1',
  on_drain_timeout: 'fail',
  outbox: 'always',
  log_level: 'debug',
  log_format: 'json',
  overwrite_task_def: 'false',
};

function sampleOf({ key, fallback }: SettingDefinition): string {
  return SAMPLES[key] ?? (typeof fallback === 'boolean' ? 'true' : '7');
}

describe('every setting of a worker', () => {
  for (const definition of WORKER_SETTINGS) {
    const { key, secondKeys = [] } = definition;
    const sample = sampleOf(definition);
    const expectFrom = (given: Given, origin: string, from: string) => {
      // So that min_threads is not cut to the threads there are.
      const options = key === 'threads' ? {} : { threads: 9 };
      const found = setting(key, { options, ...given });
      expect(found).to.include({ origin, from });
      expect(String(found.value)).to.equal(sample);
    };

    it(`${key} comes from all its variables`, () => {
      for (const spelling of [key, ...secondKeys]) {
        const capitals = spelling.toUpperCase();
        for (const name of [
          `conductor.worker.task_1.${spelling}`,
          `conductor_worker_task_1_${spelling}`,
          `CONDUCTOR_WORKER_TASK_1_${capitals}`,
          `CONDUCTOR_WORKER_task_1_${capitals}`,
          `conductor.worker.all.${spelling}`,
          `CONDUCTOR_WORKER_ALL_${capitals}`,
          `conductor_worker_${spelling}`,
          `CONDUCTOR_WORKER_${capitals}`,
        ]) {
          expectFrom({ env: { [name]: sample } }, 'environment', name);
        }
      }
    });

    it(`${key} comes from the file and from --set`, () => {
      for (const spelling of [key, ...secondKeys]) {
        for (const section of ['task_1', 'DEFAULT']) {
          expectFrom({ ini: `[${section}]\n${spelling}=${sample}` }, 'file', 'worker.ini:2');
        }
        expectFrom({ set: [`${spelling}=${sample}`] }, 'flag', `--set ${spelling}`);
        expectFrom({ set: [`task_1.${spelling}=${sample}`] }, 'flag', `--set task_1.${spelling}`);
      }
    });
  }
});

describe('every setting of the host', () => {
  for (const definition of HOST_SETTINGS) {
    const { key, option, variables = [], secret } = definition;
    const sample = sampleOf(definition);
    const expectFrom = (given: Given, origin: string, from: string) => {
      const { host, hostOrigins } = resolve(given);
      expect(hostOrigins[key]).to.include({ origin, from });
      expect(String(host[option as keyof typeof host])).to.equal(sample);
      if (secret) expect(hostOrigins[key]?.value).to.equal('***');
    };

    it(`${key} comes from all its variables, and from the files they name`, () => {
      for (const name of [...variables, `WORKER_HOST_${key.toUpperCase()}`]) {
        expectFrom({ env: { [name]: sample } }, 'environment', name);
        const readSecretFile = (path: string) => (path === '/it' ? `${sample}\n` : '');
        expectFrom(
          { env: { [`${name}_FILE`]: '/it' }, readSecretFile },
          'environment',
          `${name}_FILE`,
        );
      }
    });

    it(`${key} comes from the file and from its flag`, () => {
      expectFrom({ ini: `[worker-host]\n${key} = ${sample}` }, 'file', 'worker.ini:2');
      const flag = `--${key.replaceAll('_', '-')}`;
      expectFrom({ flags: { host: { [key]: sample } } }, 'flag', flag);
    });
  }
});
