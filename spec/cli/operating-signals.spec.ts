import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { WorkerHostStatus } from '../../lib/status/host-status.ts';
import { CliProcess } from '../support/cli-process.ts';
import { eventually } from '../support/eventually.ts';
import { fixture } from '../support/fixture-path.ts';
import { Folder } from './support.ts';

const nowhere = 'server_url = http://127.0.0.1:1/api';

describe('a host of the command line', function () {
  this.timeout(30_000);
  let folder: Folder;
  let host: CliProcess;

  beforeEach(() => (folder = new Folder()));

  afterEach(async () => {
    await host.end();
    folder.remove();
  });

  const write = (text: string): void => writeFileSync(join(folder.path, 'worker.ini'), text);
  const line = (text: string): Record<string, unknown> | undefined =>
    host.logs().findLast(({ msg }) => msg === text);
  const logged = (text: string): Promise<Record<string, unknown>> =>
    eventually(() => {
      const found = line(text);
      if (found === undefined) throw new Error(`no line "${text}" in ${host.stdout}${host.stderr}`);
      return found;
    }, 20_000);

  async function start(text: string): Promise<void> {
    write(text);
    // An empty variable is none: the command line's own default holds.
    const env = { WORKER_HOST_STATUS_PORT: '' };
    host = new CliProcess(['start', fixture('workers.ts')], { cwd: folder.path, env });
    await logged('worker is polling');
  }

  async function status(): Promise<WorkerHostStatus> {
    const { url } = await logged('status and dashboard');
    return (await (await fetch(`${String(url)}/status`)).json()) as WorkerHostStatus;
  }

  it('serves its status on loopback though no setting says so', async () => {
    await start(`[worker-host]\n${nowhere}\n`);
    const { url } = await logged('status and dashboard');
    expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await status()).state).to.equal('running');
    host.signal('SIGTERM');
    expect((await host.ended).code).to.equal(0);
  });

  it('serves none with status_port = off', async () => {
    await start(`[worker-host]\n${nowhere}\nstatus_port = off\n`);
    expect(line('status and dashboard')).to.equal(undefined);
  });

  it('reads its settings again on SIGHUP, says what changed, and names what needs a restart', async () => {
    const name = 'task_ts';
    await start(`[worker-host]\n${nowhere}\n[${name}]\nconcurrency = 1\n`);
    write(
      `[worker-host]\n${nowhere}\nlog_level = debug\ndrain_timeout = 999\n[${name}]\nconcurrency = 4\n`,
    );
    host.signal('SIGHUP');
    const { applied } = await logged('settings read again');
    expect(applied).to.have.members([`${name}.concurrency`, 'log_level']);
    const { level, settings } = await logged('changed settings that need a restart');
    expect([level, settings]).to.deep.equal(['warn', ['drain_timeout']]);
    expect((await status()).workers[0]?.concurrency).to.equal(4);
  });

  it('goes on as before when the file can not be used on SIGHUP, and names every problem with its line', async () => {
    await start(`[worker-host]\n${nowhere}\n[task_ts]\nconcurrency = 2\n`);
    write(`[worker-host]\n${nowhere}\n[task_ts]\nconcurrency = many\nthreads = 0\n`);
    host.signal('SIGHUP');
    const { level, problems } = await logged('settings can not be used; nothing was changed');
    expect(level).to.equal('error');
    expect(problems).to.have.length(2);
    expect((problems as string[])[0]).to.match(/worker\.ini:4/);
    expect((await status()).workers[0]?.concurrency).to.equal(2);
  });

  it('logs its status on SIGUSR2', async () => {
    await start(`[worker-host]\n${nowhere}\n`);
    host.signal('SIGUSR2');
    const { status: told } = await logged('status');
    expect(told).to.include({ state: 'running' });
    expect(told).to.have.keys(Object.keys(await status()));
  });
});
