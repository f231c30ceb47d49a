import { expect } from 'chai';
import { HOST_SETTINGS } from '../../lib/settings/host-settings.ts';
import { WORKER_SETTINGS } from '../../lib/settings/worker-settings.ts';
import { cli, type CliOptions } from '../support/cli-process.ts';
import { fixture } from '../support/fixture-path.ts';
import { Folder, workersOf } from './support.ts';

const workers = workersOf('first-users');
const task = 'python_annotated_task_1';

const file = `[worker-host]
auth_secret = s3cret-of-the-file
[DEFAULT]
polling_interval = 2000
[${task}]
polling_interval = 500
[elsewhere]
threads = 2
`;

interface Report {
  host: Record<string, unknown>;
  workers: Record<string, Record<string, { value: unknown }>>;
}

describe('worker-host config', function () {
  this.timeout(30_000);
  let folder: Folder;

  before(() => {
    folder = new Folder({ 'worker.ini': file });
  });

  after(() => folder.remove());

  const config = (args: readonly string[], env: CliOptions['env'] = {}): ReturnType<typeof cli> =>
    cli(['config', ...args], { cwd: folder.path, env });

  it('prints every setting with value, origin and place as JSON', async () => {
    const { code, stdout } = await config(
      [workers, '--json', '--set', 'threads=2', '--drain-timeout', '9'],
      { CONDUCTOR_SERVER_URL: 'http://engine.example/' },
    );
    expect(code).to.equal(0);
    const report = JSON.parse(stdout) as Report;
    expect(Object.keys(report)).to.deep.equal(['host', 'workers']);
    expect(Object.keys(report.host)).to.deep.equal(HOST_SETTINGS.map(({ key }) => key));
    expect(report.host).to.deep.include({
      server_url: {
        value: 'http://engine.example/api',
        origin: 'environment',
        from: 'CONDUCTOR_SERVER_URL',
      },
      drain_timeout: { value: 9, origin: 'flag', from: '--drain-timeout' },
    });
    expect(Object.keys(report.workers[task]!)).to.deep.equal(WORKER_SETTINGS.map(({ key }) => key));
    expect(report.workers[task]).to.deep.include({
      domain: { value: null, origin: 'default', from: null },
      polling_interval: { value: 500, origin: 'file', from: 'worker.ini:6' },
      threads: { value: 2, origin: 'flag', from: '--set threads' },
    });
  });

  it('prints a table by host and worker, and marks what is no default', async () => {
    const { stdout } = await config([workers]);
    expect(stdout).to.match(/^host\n {2}server_url +http:\/\/localhost:8080\/api +default$/m);
    expect(stdout).to.match(new RegExp(`^worker ${task}\\n  domain +none +default$`, 'm'));
    expect(stdout).to.match(/^\* polling_interval +500 +worker\.ini:6$/m);
    expect(stdout).not.to.include('\u001b');
  });

  it('masks secrets everywhere', async () => {
    for (const args of [[], ['--json'], ['--explain', 'auth_secret']]) {
      const { stdout, stderr } = await config([workers, ...args]);
      expect(stdout).to.include('***');
      expect(stdout + stderr).not.to.include('s3cret');
    }
  });

  it('mentions on stderr what of the file belongs to no worker here', async () => {
    const { stdout, stderr } = await config([workers]);
    expect(stdout).not.to.include('elsewhere');
    expect(stderr).to.include('worker.ini: no worker here has the task name of [elsewhere]');
  });

  it('shows the settings of the host alone where there are no modules, and says so', async () => {
    const { code, stdout, stderr } = await config(['--json']);
    expect(code).to.equal(0);
    expect((JSON.parse(stdout) as Report).workers).to.deep.equal({});
    expect(stderr).to.include('the settings of the host alone');
  });

  it('shows each of several workers of one task name: by its domain, and the one without by the name', async () => {
    const { stdout, stderr } = await config([workersOf('same-name'), '--json']);
    const shown = (JSON.parse(stdout) as Report).workers;
    const domains = Object.entries(shown).map(([key, { domain }]) => [key, domain!.value]);
    expect(Object.fromEntries(domains)).to.deep.equal({
      'twin@nice': 'nice',
      twin: null,
      'twin@cool': 'cool',
    });
    expect(stderr).to.include('a word of the module');
  });

  it('lets no value write to the terminal', async () => {
    const { stdout } = await config([workersOf('same-name')]);
    expect(stdout).to.include('?[31mred');
  });

  it('lists all problems on stderr and ends with 78', async () => {
    const { code, stdout, stderr } = await config([workers, '--set', 'threads=no'], {
      CONDUCTOR_WORKER_ALL_DOMAINE: 'unknown names are nobody else’s business',
      WORKER_HOST_DRAIN_TIMEOUT: 'soon',
    });
    expect(code).to.equal(78);
    expect(stdout).to.equal('');
    expect(stderr).to.match(/^worker-host: --set threads = no is not/m);
    expect(stderr).to.match(/^worker-host: WORKER_HOST_DRAIN_TIMEOUT = soon is not/m);
  });

  it('ends although a module holds the process, with bad settings too', async () => {
    const begin = Date.now();
    expect(await config([fixture('holding.ts')])).to.include({ code: 0 });
    expect(await config([fixture('holding.ts'), '--set', 'threads=no'])).to.include({ code: 78 });
    expect(Date.now() - begin).to.be.below(9000);
  });

  describe('--explain', () => {
    const env = { CONDUCTOR_WORKER_ALL_POLLING_INTERVAL: '7' };

    it('shows what every layer says, the one that counts first', async () => {
      const { code, stdout } = await config(
        [workers, '--explain', `${task}.polling_interval`],
        env,
      );
      expect(code).to.equal(0);
      expect(stdout.trimEnd().split('\n')).to.deep.equal([
        `${task}.polling_interval = 7`,
        '* environment  CONDUCTOR_WORKER_ALL_POLLING_INTERVAL  7     counts',
        '  file         worker.ini:6                           500',
        '  file         worker.ini:4                           2000',
        '  constructor  -                                      50',
        '  default      -                                      100',
      ]);
    });

    it('shows the same as JSON', async () => {
      const name = `${task}.polling_interval`;
      const { stdout } = await config([workers, '--explain', name, '--json'], env);
      const [explanation] = JSON.parse(stdout) as {
        candidates: { from: string; wins: boolean }[];
      }[];
      expect(explanation).to.include({ worker: task, key: 'polling_interval', value: 7 });
      expect(explanation!.candidates.map(({ wins }) => wins)).to.deep.equal([
        true,
        false,
        false,
        false,
        false,
      ]);
    });

    it('shows a setting of workers for each of them, and one of the host by either name', async () => {
      const { stdout } = await config([workers, '--explain', 'poll_interval']);
      expect(stdout).to.include(`${task}.polling_interval = 500`);
      expect(stdout).to.include('python_annotated_task_2.polling_interval = 2000');
      for (const name of ['server_url', 'host.server_url']) {
        expect((await config(['--explain', name])).stdout).to.match(/^host\.server_url = http/);
      }
    });

    it('shows a bad value and why it is bad, instead of failing for it', async () => {
      const { code, stdout } = await config(['--explain', 'drain_timeout'], {
        WORKER_HOST_DRAIN_TIMEOUT: 'soon',
      });
      expect(code).to.equal(0);
      expect(stdout).to.match(/WORKER_HOST_DRAIN_TIMEOUT +soon +counts; soon is not a number/);
    });

    for (const [name, meant] of [
      [`${task}.pollinginterval`, 'polling_interval'],
      ['python_anotated_task_1.threads', task],
      ['serverurl', 'server_url'],
    ] as const) {
      it(`refuses ${name} with 2, and says what was meant`, async () => {
        const { code, stdout, stderr } = await config([workers, '--explain', name]);
        expect(code).to.equal(2);
        expect(stdout).to.equal('');
        expect(stderr).to.include(`did you mean ${meant}?`);
      });
    }
  });
});
