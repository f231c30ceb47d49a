import { expect } from 'chai';
import { SettingsError } from '../../lib/errors/settings-error.ts';
import { explainSetting, type Explanation } from '../../lib/settings/explain-setting.ts';
import { layersOf, type Given } from './resolve.ts';

const explain = (worker: string | null, key: string, given: Given): Explanation =>
  explainSetting(layersOf(given), worker, key)[0]!;

const everywhere: Given = {
  set: ['polling_interval=6', 'task_1.polling_interval=7'],
  env: {
    conductor_worker_polling_interval: '4',
    CONDUCTOR_WORKER_TASK_1_POLL_INTERVAL: '5',
  },
  ini: '[DEFAULT]\npolling_interval = 2\n[task_1]\npoll_interval = 3',
  options: { pollingInterval: 1 },
};

describe('an explanation of a setting', () => {
  it('lists what every layer says, best first, the default last', () => {
    const { key, value, candidates } = explain('task_1', 'polling_interval', everywhere);
    expect([key, value]).to.deep.equal(['polling_interval', 7]);
    expect(candidates.map(({ text, origin, from }) => [text, origin, from])).to.deep.equal([
      ['7', 'flag', '--set task_1.polling_interval'],
      ['6', 'flag', '--set polling_interval'],
      ['5', 'environment', 'CONDUCTOR_WORKER_TASK_1_POLL_INTERVAL'],
      ['4', 'environment', 'conductor_worker_polling_interval'],
      ['3', 'file', 'worker.ini:4'],
      ['2', 'file', 'worker.ini:2'],
      ['1', 'constructor', null],
      ['100', 'default', null],
    ]);
  });

  it('says which one wins, and why each other does not', () => {
    const { candidates } = explain('task_1', 'polling_interval', everywhere);
    expect(candidates.map(({ wins }) => wins).lastIndexOf(true)).to.equal(0);
    expect(candidates[0]!.wins).to.equal(true);
    const [first, ...others] = candidates.map(({ hidden }) => hidden);
    expect(first).to.equal(null);
    expect(new Set(others)).to.deep.equal(new Set(['--set task_1.polling_interval comes first']));
  });

  it('lets the default win when nothing else is there', () => {
    const { candidates, value } = explain('task_1', 'worker_id', {});
    expect(value).to.equal('this-machine');
    expect(candidates).to.have.length(1);
    expect(candidates[0]).to.include({ origin: 'default', text: 'the host name', wins: true });
  });

  it('takes second names for the setting', () => {
    expect(explain('task_1', 'poll_interval', everywhere).key).to.equal('polling_interval');
  });

  it('says what is wrong with values, in force or hidden, and bears mistakes elsewhere', () => {
    const { candidates } = explain('task_1', 'threads', {
      env: { conductor_worker_threads: 'many', conductor_worker_paused: 'maybe' },
      ini: '[task_1]\nthreads = 2s\nnonsense',
      host: { drainTimeout: 'x' },
    });
    expect(candidates.map(({ complaint }) => complaint !== null)).to.deep.equal([
      true,
      true,
      false,
    ]);
    expect(candidates[0]!.complaint).to.match(/^= many is not/);
  });

  it('shows settings of the host', () => {
    const { worker, value, candidates } = explain(null, 'server_url', {
      flags: { host: { server_url: 'http://a' } },
      env: { WORKER_HOST_SERVER_URL: 'http://c', CONDUCTOR_SERVER_URL: 'http://me:pw@b' },
    });
    expect([worker, value]).to.deep.equal([null, 'http://a/api']);
    expect(candidates.map(({ text }) => text)).to.deep.equal([
      'http://a',
      'http://***@b',
      'http://c',
      'http://localhost:8080/api',
    ]);
  });

  it('masks secrets, and does not read a secret file that is hidden', () => {
    const explanation = explain(null, 'auth_secret', {
      flags: { host: { auth_secret: 's3cr3t' } },
      env: { CONDUCTOR_AUTH_SECRET: 's3cr3t', CONDUCTOR_AUTH_SECRET_FILE: '/run/it' },
      readSecretFile: () => {
        throw new Error('read all the same');
      },
    });
    expect(JSON.stringify(explanation)).not.to.contain('s3cr3t');
    expect(explanation.candidates.map(({ text }) => text)).to.deep.equal([
      '***',
      '***',
      '(not read: /run/it)',
      'none',
    ]);
  });

  it('is given for each worker of the name', () => {
    const workers = ['a', 'b'].map((domain) => ({
      names: ['task_1'],
      label: 'SampleWorker',
      options: { domain },
    }));
    const found = explainSetting(layersOf({ workers }), 'task_1', 'domain');
    expect(found.map(({ value }) => value)).to.deep.equal(['a', 'b']);
  });

  for (const [worker, key, part] of [
    ['task_1', 'pollinginterval', 'did you mean polling_interval?'],
    ['task_2', 'threads', 'did you mean task_1?'],
    [null, 'drain_timeot', 'did you mean drain_timeout?'],
  ] as const) {
    it(`refuses ${key} of ${worker ?? 'the host'}`, () => {
      expect(() => explain(worker, key, {})).to.throw(SettingsError, part);
    });
  }
});
