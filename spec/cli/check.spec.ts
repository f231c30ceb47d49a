import { existsSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { startDevServer, type DevServer } from '../../lib/dev-server/dev-server.ts';
import { cli } from '../support/cli-process.ts';
import { fixture } from '../support/fixture-path.ts';
import { Folder, workersOf } from './support.ts';

const workers = fixture('startable.ts');
const nowhere = 'http://127.0.0.1:1';

interface Result {
  check: string;
  status: string;
  message: string;
  task?: string;
}

describe('worker-host check', function () {
  this.timeout(30_000);
  let engine: DevServer;
  let folder: Folder;
  let server: Server | undefined;

  before(async () => {
    engine = await startDevServer();
    for (const name of ['echo', 'slow']) engine.registerTaskDef({ name });
    folder = new Folder();
  });

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  after(async () => {
    await engine.stop();
    folder.remove();
  });

  async function check(
    url: string,
    args: readonly string[] = [workers],
  ): Promise<{ code: number | null; of: (name: string) => Result[]; stderr: string }> {
    const all = ['check', ...args, '--json', '--server-url', url];
    const { code, stdout, stderr } = await cli(all, {
      cwd: folder.path,
      env: { XDG_STATE_HOME: folder.path },
    });
    const { checks, ok, exitCode } = JSON.parse(stdout) as {
      checks: Result[];
      ok: boolean;
      exitCode: number;
    };
    expect(exitCode).to.equal(code);
    expect(ok).to.equal(code === 0);
    return { code, stderr, of: (name) => checks.filter(({ check }) => check === name) };
  }

  /** A server that is not the dev-server; its address. */
  async function serve(answer: RequestListener): Promise<string> {
    server = createServer(answer);
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('prints a line per check and ends with 0 when all is well, without a poll', async () => {
    const args = ['check', workers, '--server-url', engine.url, '--outbox-dir', 'state/outbox'];
    const { code, stdout } = await cli(args, { cwd: folder.path });
    expect(stdout).to.match(/^ok {7}engine: Conductor at http:.* answers \(\d+ ms\)$/m);
    expect(stdout).to.match(/^ok {7}task definition echo: known to the engine$/m);
    expect(stdout).to.match(/^ok {7}outbox: can be written: .*state\/outbox, which start makes$/m);
    expect(stdout.split('\n').filter((line) => !line.startsWith('ok '))).to.deep.equal(['']);
    expect(code).to.equal(0);
    const polls = await fetch(`${engine.url}/tasks/queue/polldata/all`);
    expect(await polls.json()).to.deep.equal([]);
  });

  it('ends with 69 when the engine does not answer, says where the address is from, and checks the rest', async () => {
    const { code, of } = await check(nowhere, [workers, '--outbox-dir', '.']);
    expect(code).to.equal(69);
    expect(of('engine')[0]).to.include({ status: 'failed' });
    expect(of('engine')[0]!.message).to.match(/ECONNREFUSED.*server_url \(--server-url\)/);
    expect(of('task definition').map(({ status }) => status)).to.deep.equal(['skipped', 'skipped']);
    expect(of('modules')[0]).to.include({ status: 'ok' });
    expect(of('outbox')[0]).to.include({ status: 'ok' });
  });

  it('ends with 69 when what answers is no engine', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>'),
    );
    const { code, of } = await check(url);
    expect(code).to.equal(69);
    expect(of('engine')[0]!.message).to.include('an HTML page');
  });

  it('ends with 69 when the engine never answers', async () => {
    const url = await serve(() => undefined);
    const { code, of } = await check(url, [workers, '--request-timeout', '300']);
    expect(code).to.equal(69);
    expect(of('engine')[0]).to.include({ status: 'failed' });
  });

  it('tells credentials that are not accepted from an engine that does not answer', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"message":"who?"}'),
    );
    const { code, of, stderr } = await check(url, [
      workers,
      '--auth-key=some-key',
      '--auth-secret=some-secret',
    ]);
    expect(code).to.equal(1);
    expect(of('engine')[0]).to.include({ status: 'ok' });
    expect(of('credentials')[0]).to.include({ status: 'failed' });
    expect(JSON.stringify(of('credentials')) + stderr).not.to.include('some-secret');
  });

  it('warns of credentials that are not used', async () => {
    const half = await check(engine.url, [workers, '--auth-key=k']);
    expect(half.of('credentials')[0]!.message).to.include('not used without auth_secret');
    const vain = await check(engine.url, [workers, '--auth-key=k', '--auth-secret=s']);
    expect(vain.of('credentials')[0]).to.include({ status: 'warning' });
    expect(vain.code).to.equal(0);
  });

  it('ends with 1 when the engine does not know a task, unless start registers it', async () => {
    const unknown = [workersOf('first-users')];
    const { code, of } = await check(engine.url, unknown);
    expect(code).to.equal(1);
    expect(of('task definition')[0]).to.include({
      task: 'python_annotated_task_1',
      status: 'failed',
    });
    const registered = await check(engine.url, [...unknown, '--set', 'register_task_def=true']);
    expect(registered.code).to.equal(0);
    expect(registered.of('task definition')[0]!.message).to.include('start registers it');
  });

  for (const [apart, status, said] of [
    [-60_000, 'warning', '(5[5-9]|6[0-5]).* s behind ours'],
    [3000, 'ok', '[1-3].* s ahead of ours'],
    [null, 'skipped', 'does not say its time'],
  ] as const) {
    it(`says of a clock that is ${apart ?? 'unknown'} ms apart: ${status}`, async () => {
      const url = await serve((_request, response) => {
        response.sendDate = false;
        if (apart !== null) response.setHeader('date', new Date(Date.now() + apart).toUTCString());
        response.setHeader('content-type', 'application/json').end('{}');
      });
      const { code, of } = await check(url);
      expect(of('clock')[0]).to.include({ status });
      expect(of('clock')[0]!.message).to.match(new RegExp(said));
      expect(code).to.equal(0);
    });
  }

  it('ends with 78 for bad settings and modules, a line for each, and asks the engine all the same', async () => {
    const { code, of } = await check(nowhere, [
      workers,
      fixture('nowhere.ts'),
      '--set',
      'threads=0',
      '--set',
      'domain=fine',
    ]);
    expect(code).to.equal(78);
    expect(of('modules')[0]!.message).to.match(/nowhere\.[jt]s: no such file/);
    expect(of('engine')[0]).to.include({ status: 'failed' });
    const settings = await check(engine.url, [workers, '--set', 'threads=0', '--set', 'x=1']);
    expect(settings.code).to.equal(78);
    expect(settings.of('settings').map(({ status }) => status)).to.deep.equal(['failed', 'failed']);
    expect(settings.of('task definition')[0]).to.include({ status: 'ok' });
  });

  it('asks the engine even where there are no modules', async () => {
    const { code, of } = await check(engine.url, []);
    expect(code).to.equal(78);
    expect(of('modules')[0]!.message).to.include('name those that export your workers');
    expect(of('engine')[0]).to.include({ status: 'ok' });
  });

  it('looks at the default directory of the outbox where none is set, and makes none', async () => {
    const { of } = await check(engine.url);
    expect(of('outbox')[0]).to.include({ status: 'ok' });
    expect(of('outbox')[0]!.message).to.match(/worker-host.127\.0\.0\.1-\d+/);
    expect(existsSync(`${folder.path}/worker-host`)).to.equal(false);
  });

  it('fails when the outbox directory is a file', async () => {
    const { code, of } = await check(engine.url, [workers, '--outbox-dir', workers]);
    expect(code).to.equal(1);
    expect(of('outbox')[0]!.message).to.match(/startable\.[jt]s can't be written/);
  });

  it('warns of sections that belong to no worker here', async () => {
    const own = new Folder({ 'other.ini': '[elsewhere]\nthreads = 2\n' });
    const { code, of } = await check(engine.url, [workers, '--config', `${own.path}/other.ini`]);
    own.remove();
    expect(of('sections')[0]!.message).to.include('[elsewhere]');
    expect(code).to.equal(0);
  });
});
