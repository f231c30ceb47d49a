import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startDevServer, type DevServer } from '../../lib/dev-server/dev-server.ts';
import { cli, CliProcess } from '../support/cli-process.ts';
import { eventually } from '../support/eventually.ts';
import { broken, fixture, sourceFixture } from '../support/fixture-path.ts';
import { workersOf } from './support.ts';

const nowhere = 'http://127.0.0.1:1/api';
const quickStop = ['--set', 'poll_timeout=200'];

describe('worker-host start', function () {
  this.timeout(30_000);
  let server: DevServer;
  let running: CliProcess | undefined;
  let emptyFolder: string;

  before(async () => {
    server = await startDevServer();
    emptyFolder = await mkdtemp(join(tmpdir(), 'worker-host-'));
    const task = { retryCount: 0, timeoutSeconds: 0, responseTimeoutSeconds: 60 };
    for (const name of ['echo', 'slow']) {
      server.registerTaskDef({ name, ...task });
      server.registerWorkflow({
        name: `only_${name}`,
        version: 1,
        schemaVersion: 2,
        tasks: [{ name, taskReferenceName: name, type: 'SIMPLE' }],
      });
    }
  });

  afterEach(async () => {
    await running?.end();
    running = undefined;
  });

  after(async () => {
    await server.stop();
    await rm(emptyFolder, { recursive: true });
  });

  function starting(args: readonly string[], cwd = emptyFolder): CliProcess {
    const all = ['start', ...args, '--server-url', server.url, ...quickStop];
    running = new CliProcess(all, { cwd });
    return running;
  }

  async function started(args: readonly string[], cwd = emptyFolder): Promise<CliProcess> {
    const host = starting(args, cwd);
    await eventually(() => host.logs().some(({ msg }) => msg === 'worker is polling'), 20_000);
    return host;
  }

  it('runs tasks, says what it runs as JSON lines on stdout, and ends with 0 on SIGTERM', async () => {
    const host = await started([fixture('startable.ts'), '--set', 'echo.concurrency=3']);
    const workflow = await server.waitForWorkflow(server.startWorkflow('only_echo', {}));
    expect(workflow.status).to.equal('COMPLETED');
    expect(host.logs().find(({ worker }) => worker === 'echo')).to.include({
      level: 'info',
      threads: 1,
      concurrency: 3,
      isolation: 'thread',
    });
    expect(host.logs().find(({ worker }) => worker === 'echo')?.['settings']).to.deep.equal({
      poll_timeout: { value: 200, origin: 'flag', from: '--set poll_timeout' },
      concurrency: { value: 3, origin: 'flag', from: '--set echo.concurrency' },
    });
    host.signal('SIGTERM');
    expect(await host.ended).to.deep.equal({ code: 0, signal: null });
  });

  it('tells people, worker by worker, where it polls, with what, and why', async () => {
    const host = starting([
      fixture('startable.ts'),
      '--set',
      'echo.threads=2',
      '--log-format=pretty',
    ]);
    const line = await eventually(() => /echo polls .*/.exec(host.stdout)![0], 20_000);
    expect(line).to.equal(
      `echo polls ${server.url}  domain=none polling_interval=100 poll_timeout=200 (--set poll_timeout) concurrency=2 threads=2 (--set echo.threads) isolation=thread`,
    );
  });

  it('does not say that it polls when it was stopped while it started', async () => {
    const host = starting([workersOf('stopped-early')]);
    expect(await host.ended).to.deep.equal({ code: 0, signal: null });
    const messages = host.logs().map(({ msg }) => msg);
    expect(messages).to.include('stopped');
    expect(messages).not.to.include('worker is polling');
  });

  it('ends with 78, not 0, when a module waits for ever while it loads', async () => {
    const { code, stderr } = await cli(['start', workersOf('never-loaded')]);
    expect(code).to.equal(78);
    expect(stderr).to.include('waits at its top level for something that never comes');
  });

  it('runs the workers of a script that starts its own host', async () => {
    const host = await started([fixture('one-file.ts')]);
    expect(host.logs().map(({ worker }) => worker)).to.include('one_file');
    host.signal('SIGINT');
    expect(await host.ended).to.deep.equal({ code: 0, signal: null });
  });

  it('is ended within four seconds, and by that very signal, when it gets a second one', async () => {
    const host = await started([fixture('startable.ts')]);
    const id = server.startWorkflow('only_slow', {});
    await eventually(() => server.workflow(id).tasks[0]?.status === 'IN_PROGRESS');
    host.signal('SIGTERM');
    await eventually(() => host.logs().some(({ signal }) => signal === 'SIGTERM'));
    const second = Date.now();
    // What comes right behind the first is its echo, and does not count.
    const again = setInterval(() => host.signal('SIGTERM'), 150);
    const end = await host.ended.finally(() => clearInterval(again));
    expect(end.signal).to.equal('SIGTERM');
    expect(Date.now() - second).to.be.below(4000);
  });

  it('logs an exception that nobody caught as fatal, stops, and ends with 70', async () => {
    const host = starting([fixture('later-crash.ts')]);
    expect(await host.ended).to.include({ code: 70 });
    const fatal = host.logs().find(({ level }) => level === 'fatal');
    expect(JSON.stringify(fatal)).to.include('a timer of the module');
    expect(host.logs().map(({ msg }) => msg)).to.include('stopped');
  });

  it('says what a module left open when it holds the process, and ends it', async () => {
    const host = await started([fixture('holding.ts')]);
    host.signal('SIGTERM');
    expect(await host.ended).to.include({ code: 0 });
    expect(host.stderr).to.include('held open after 5 s by: ');
    expect(host.stderr).to.include('Timeout');
  });

  it('ends with 69 when the engine does not answer and --fail-fast is given', async () => {
    const args = ['start', fixture('workers.ts'), '--fail-fast', '--server-url', nowhere];
    const { code, stderr } = await cli(args);
    expect(code).to.equal(69);
    expect(stderr).to.match(/^worker-host: the engine does not answer: .*127\.0\.0\.1:1/);
  });

  it('names every module that fails, a line each, without a stack, and ends with 78', async () => {
    const args = [broken('syntax.mjs'), fixture('nowhere.ts'), fixture('workers.ts')];
    const { code, stdout, stderr } = await cli(['start', ...args]);
    expect(code).to.equal(78);
    expect(stdout).to.equal('');
    const lines = stderr.trim().split('\n');
    expect(lines).to.have.length(2);
    expect(lines[0]).to.match(/^worker-host: .*syntax\.mjs:2: SyntaxError/);
    expect(lines[1]).to.match(/^worker-host: .*nowhere\.[jt]s: no such file\.$/);
  });

  it('names every bad setting, a line each, and ends with 78', async () => {
    const bad = ['--set', 'threads=0', '--drain-timeout', 'soon'];
    const { code, stderr } = await cli(['start', fixture('workers.ts'), ...bad]);
    expect(code).to.equal(78);
    expect(stderr).to.match(/^worker-host: --drain-timeout = soon is not/m);
    expect(stderr).to.match(/^worker-host: --set threads = 0 is not/m);
    expect(stderr).not.to.match(/^\s+at /m);
  });

  it('says which modules it looked for when none is named or there', async () => {
    const { code, stderr } = await cli(['start'], { cwd: emptyFolder });
    expect(code).to.equal(78);
    expect(stderr).to.include('no workers.{ts,mts,cts,js,mjs,cjs} in');
  });

  it('takes the workers module of the working directory when none is named, the source first', async () => {
    const host = await started([], sourceFixture(''));
    expect(host.logs().flatMap(({ worker }) => worker ?? [])).to.deep.equal(['task_ts']);
  });
});
