import { join } from 'node:path';
import { expect } from 'chai';
import { startDevServer, type DevServer } from '../../lib/dev-server/dev-server.ts';
import { Folder } from '../cli/support.ts';
import { recordingProxy, type RecordingProxy } from '../http/recording-proxy.ts';
import { cli, CliProcess } from '../support/cli-process.ts';
import { eventually } from '../support/eventually.ts';
import { runningFile } from '../support/project.ts';
import { guardedEngine, type GuardedEngine } from './guarded-engine.ts';

const mark = 'planted';
const fixture = (name: string): string => runningFile(`spec/security/fixtures/${name}.ts`);

const secrets = {
  key: `${mark}-key`,
  secret: `${mark}-"secret"`,
  token: `${mark}-status-token`,
  proxy: `${mark}-proxy`,
  metadata: `${mark}-metadata`,
};

describe('planted secrets', function () {
  this.timeout(60_000);
  let engine: DevServer;
  let guarded: GuardedEngine;
  let proxy: RecordingProxy;
  let folder: Folder;
  let env: Record<string, string>;

  before(async () => {
    engine = await startDevServer();
    engine.registerTaskDef({ name: 'noisy', retryCount: 0, responseTimeoutSeconds: 60 });
    const step = { name: 'noisy', taskReferenceName: 'noisy', type: 'SIMPLE' };
    const tasks = [{ ...step, inputParameters: { do: '${workflow.input.do}' } }];
    engine.registerWorkflow({ name: 'only_noisy', version: 1, schemaVersion: 2, tasks });
    guarded = await guardedEngine(engine.url, {
      mark,
      runtimeMetadata: { password: secrets.metadata },
    });
    proxy = await recordingProxy();
    folder = new Folder({ 'auth-secret': `${secrets.secret}\n`, 'status-token': secrets.token });
    env = {
      CONDUCTOR_SERVER_URL: guarded.url,
      CONDUCTOR_AUTH_KEY: secrets.key,
      CONDUCTOR_AUTH_SECRET_FILE: join(folder.path, 'auth-secret'),
      CONDUCTOR_PROXY_URL: `http://me:${secrets.proxy}@localhost:${proxy.port}`,
      WORKER_HOST_STATUS_TOKEN_FILE: join(folder.path, 'status-token'),
      WORKER_HOST_STATUS_PORT: '0',
      WORKER_HOST_LOG_LEVEL: 'trace',
      WORKER_HOST_LOG_PAYLOADS: 'true',
      WORKER_HOST_OUTBOX_DIR: join(folder.path, 'outbox'),
      CONDUCTOR_WORKER_ALL_POLL_TIMEOUT: '50',
    };
  });

  after(async () => {
    await guarded.close();
    await proxy.close();
    await engine.stop();
    folder.remove();
  });

  const hidden = (where: string, text: string): void => {
    expect(text, where).not.to.equal('');
    expect(text.includes(mark) ? text : '', where).to.equal('');
  };

  async function run(args: readonly string[], more: Record<string, string> = {}): Promise<string> {
    const { stdout, stderr } = await cli(args, { cwd: folder.path, env: { ...env, ...more } });
    hidden(args.join(' '), stdout + stderr);
    return stdout + stderr;
  }

  it('show nowhere in the log, nor in any answer, of a host with failing tasks and requests', async () => {
    const host = new CliProcess(['start', fixture('noisy')], { cwd: folder.path, env });
    try {
      const url = await eventually(() => /"url":"(.*?)"/.exec(host.stdout)![1] as string, 20_000);
      for (let i = 0; i < 12; i++)
        engine.startWorkflow('only_noisy', { do: ['fail', 'fail-for-good', 'work'][i % 3] });
      await eventually(() => {
        const ends = host.logs().filter(({ msg }) => msg === 'task failed');
        expect(ends.length, host.stdout).to.be.at.least(4);
        expect(host.stdout).to.include('task output').and.include('connecting');
        expect(host.stdout).to.include('[redacted]');
      }, 20_000);
      for (const path of ['/status', '/metrics', '/livez?verbose', '/readyz?verbose', '/'])
        hidden(path, await (await fetch(url + path)).text());
      hidden('/events', await firstFrames(`${url}/events`));
      for (const action of ['check', 'pause', 'nothing', 'log-level']) {
        const wrong = { method: 'POST', headers: { authorization: 'Bearer wrong' } };
        hidden(action, await (await fetch(`${url}/control/${action}`, wrong)).text());
        const right = { method: 'POST', headers: { authorization: `Bearer ${secrets.token}` } };
        hidden(action, await (await fetch(`${url}/control/${action}`, right)).text());
      }
      await run(['status', '--url', url, '--json']);
      await run(['status', '--url', url]);
      host.signal('SIGUSR2');
      host.signal('SIGHUP');
      await eventually(() => expect(host.stdout).to.include('settings read again'));
      host.signal('SIGTERM');
      await host.ended;
    } finally {
      await host.end();
    }
    hidden('log', host.stdout);
    expect(host.stderr).not.to.include(mark);
    // They were in use, all of them.
    expect(guarded.tokens.length).to.be.above(1);
    expect(proxy.credentials.at(-1)).to.equal(
      `Basic ${Buffer.from(`me:${secrets.proxy}`).toString('base64')}`,
    );
    expect(host.stdout + host.stderr).not.to.include(proxy.credentials.at(-1) ?? '?');
  });

  it('show nowhere in lines for people', async () => {
    const pretty = { ...env, WORKER_HOST_LOG_FORMAT: 'pretty' };
    const host = new CliProcess(['start', fixture('noisy')], { cwd: folder.path, env: pretty });
    try {
      engine.startWorkflow('only_noisy', { do: 'fail' });
      await eventually(() => expect(host.stdout).to.include('task failed'), 20_000);
      host.signal('SIGTERM');
      await host.ended;
      hidden('log', host.stdout);
    } finally {
      await host.end();
    }
  });

  it('show in no listing and no check', async () => {
    const module = fixture('noisy');
    await run(['config', module]);
    await run(['config', module, '--json']);
    for (const name of ['auth_key', 'auth_secret', 'proxy_url', 'status_token'])
      await run(['config', module, '--explain', name]);
    await run(['check', module]);
    await run(['check', module, '--json']);
    await run(['outbox', 'list']);
    await run(['run', module, 'noisy', '--input', '{}']);
  });

  it('show in no complaint about settings', async () => {
    const module = fixture('noisy');
    const bad: Record<string, string>[] = [
      { CONDUCTOR_PROXY_URL: `ftp://me:${mark}@proxy` },
      { CONDUCTOR_PROXY_URL: `me:${mark}@proxy:3128` },
      { CONDUCTOR_SERVER_URL: `http://me:${mark}@127.0.0.1:1/api` },
      { CONDUCTOR_AUTH_KEY: `${mark}-other`, WORKER_HOST_AUTH_KEY: `${mark}-twice` },
      { WORKER_HOST_STATUS_TOKEN: `${mark}-both-ways`, WORKER_HOST_STATUS_PORT: 'many' },
    ];
    for (const more of bad) await run(['start', module, '--log-level', 'no'], more);
    const files = [
      `[worker-host]\nauth_secrt = ${mark}\n`,
      `[worker-host]\nauth_secret ${mark}\n`,
      `auth_secret = ${mark}\n`,
      `[worker-host]\nauth_secret = ${mark}\nauth_secret = ${mark}-again\n`,
      `[worker-host]\nproxy_url = htp://me:${mark}@proxy\n`,
    ];
    for (const text of files) {
      const own = new Folder({ 'worker.ini': text });
      const { code, stdout, stderr } = await cli(['config', module], { cwd: own.path });
      own.remove();
      expect(code, text).to.equal(78);
      hidden(text, stdout + stderr);
    }
    await run(['start', module, '--auth-secret', mark, '--status-token', mark, '--set', 'x=1']);
    await run(['start', module, '--proxy-url', `ftp://me:${mark}@proxy`]);
  });

  it('show nowhere in what a crash leaves', async () => {
    const { code, stdout, stderr } = await cli(['start', fixture('crashing')], {
      cwd: folder.path,
      env: { ...env, CONDUCTOR_AUTH_SECRET: secrets.secret },
    });
    expect(code).to.equal(70);
    expect(stdout).to.include('"level":"fatal"').and.include('socket hang up');
    hidden('crash', stdout + stderr);
  });
});

/** What a dashboard is told at first. */
async function firstFrames(url: string): Promise<string> {
  const { body } = await fetch(url);
  let text = '';
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (/event: frame\ndata: .*\n\n/.test(text)) return text;
  }
  return text;
}
