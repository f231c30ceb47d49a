import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { SettingsError } from '../../lib/errors/settings-error.ts';
import { WorkerHostError } from '../../lib/errors/worker-host-error.ts';
import type { WorkerStatus } from '../../lib/status/host-status.ts';
import type { WorkerAbc } from '../../lib/worker/worker-abc.ts';
import behaviours from '../fixtures/workers/behaviours.ts';
import { Folder } from '../cli/support.ts';
import { eventually } from '../support/eventually.ts';
import { Gate } from '../support/gate.ts';
import { inlineWorker, memoryHost, stopHosts, type MemoryHost } from '../support/memory-host.ts';

describe('WorkerHost.reload', () => {
  let folder: Folder;
  let running: MemoryHost;

  beforeEach(() => (folder = new Folder()));

  afterEach(async () => {
    await stopHosts();
    folder.remove();
  });

  const write = (text: string): void => writeFileSync(join(folder.path, 'worker.ini'), text);

  async function start(
    workers: WorkerAbc | readonly WorkerAbc[],
    text: string,
    options: Parameters<typeof memoryHost>[1] = {},
  ): Promise<void> {
    write(text);
    running = memoryHost(workers, { config: join(folder.path, 'worker.ini'), ...options });
    await running.host.start();
  }

  const reload = (text: string): ReturnType<MemoryHost['host']['reload']> => {
    write(text);
    return running.host.reload();
  };

  const status = (index = 0): WorkerStatus => running.host.status().workers[index] as WorkerStatus;

  const lastPoll = (): MemoryHost['source']['polls'][number] | undefined =>
    running.source.polls.at(-1);

  it('polls on in the new domain, with the new worker id and the new timeout', async () => {
    await start(inlineWorker('a'), '[a]\ndomain = old\n');
    expect(lastPoll()?.domain).to.equal('old');
    const { applied, needRestart } = reload(
      '[a]\ndomain = new\nworker_id = renamed\npoll_timeout = 7\n',
    );
    expect(applied).to.have.members(['a.domain', 'a.worker_id', 'a.poll_timeout']);
    expect(needRestart).to.deep.equal([]);
    await eventually(() =>
      expect(lastPoll()).to.include({ domain: 'new', workerId: 'renamed', waitMs: 7 }),
    );
    expect(status().domain).to.equal('new');
  });

  it('shows the worker by its new domain in statistics too', async () => {
    await start(inlineWorker('a'), '[a]\ndomain = old\n');
    reload('[a]\ndomain = new\n');
    running.source.put('a', {}, { domain: 'new' });
    await eventually(() => status().completed === 1);
    expect(status().executionMs).not.to.equal(null);
  });

  it('ends the pause that an old interval made', async () => {
    await start(inlineWorker('a'), '[a]\npolling_interval = 600000\npoll_timeout = 0\n');
    await eventually(() => expect(status().pollPace).to.equal('pausing'));
    const before = running.source.polls.length;
    expect(reload('[a]\npolling_interval = 5\npoll_timeout = 0\n').applied).to.deep.equal([
      'a.polling_interval',
    ]);
    await eventually(() => running.source.polls.length > before + 3);
  });

  it('runs more tasks at once, and fewer when the running ones have ended', async () => {
    const gate = new Gate();
    await start(inlineWorker('a', gate.execute), '[a]\nconcurrency = 1\n');
    for (let i = 0; i < 6; i++) running.source.put('a');
    await eventually(() => gate.running.length === 1);
    reload('[a]\nconcurrency = 3\n');
    await eventually(() => gate.running.length === 3);
    reload('[a]\nconcurrency = 1\n');
    expect(status()).to.include({ concurrency: 1, running: 3, freeSlots: 0 });
    gate.endAll();
    await eventually(() => status().completed === 3);
    await eventually(() => gate.running.length === 1);
    gate.endAll();
    await eventually(() => status().completed === 4);
    await eventually(() => gate.started.length === 5);
    expect(gate.running).to.have.length(1);
    gate.endAll();
    await eventually(() => gate.started.length === 6);
    gate.endAll();
  });

  it('starts threads and ends those that are too many', async () => {
    await start(behaviours, '[behave]\nthreads = 1\npoll_timeout = 20\n');
    const { applied } = reload('[behave]\nthreads = 3\nmin_threads = 3\npoll_timeout = 20\n');
    expect(applied).to.have.members(['behave.threads', 'behave.min_threads']);
    await eventually(() => status().threads.filter(({ state }) => state === 'ready').length === 3);
    reload('[behave]\nthreads = 1\npoll_timeout = 20\n');
    await eventually(() => status().threads.length === 1);
  });

  it('gives tasks that start from now on the new limit', async () => {
    await start(
      inlineWorker('a', () => new Promise(() => undefined)),
      '[a]\nconcurrency = 2\n',
    );
    const unlimited = running.source.put('a');
    await eventually(() => status().running === 1);
    expect(reload('[a]\nconcurrency = 2\nexecution_timeout = 50\n').applied).to.deep.equal([
      'a.execution_timeout',
    ]);
    const limited = running.source.put('a');
    await eventually(() => running.source.accepted.length === 1);
    expect(running.source.accepted[0]).to.include({ taskId: limited, kind: 'failed' });
    expect(running.source.accepted[0]?.reason).to.include('50 ms');
    running.source.states.set(unlimited, 'cancelled');
    await running.host.stop({ force: true });
  });

  it('pauses and resumes what the file says, and lets be what it does not mention anew', async () => {
    await start([inlineWorker('a'), inlineWorker('b')], '[a]\npaused = false\n');
    running.host.pause('b');
    expect(reload('[a]\npaused = true\n').applied).to.deep.equal(['a.paused']);
    expect([status(0).state, status(1).state]).to.deep.equal(['paused', 'paused']);
    reload('[a]\npaused = false\n');
    expect([status(0).state, status(1).state]).to.deep.equal(['polling', 'paused']);
  });

  it('leaves alone what an operator set, until the setting itself changes', async () => {
    await start(inlineWorker('a'), '[a]\nconcurrency = 2\n', { statusPort: 0, statusToken: 't' });
    await control(running.host.statusUrl, 'concurrency', { worker: 'a', concurrency: 7 });
    reload('[a]\nconcurrency = 2\npolling_interval = 9\n');
    expect(status()).to.include({ concurrency: 7, pollingInterval: 9 });
    reload('[a]\nconcurrency = 3\npolling_interval = 9\n');
    expect(status().concurrency).to.equal(3);
  });

  it('changes the log level', async () => {
    await start(inlineWorker('a'), '[worker-host]\nlog_level = info\n');
    const { logger } = running.log;
    expect(reload('[worker-host]\nlog_level = debug\n').applied).to.deep.equal(['log_level']);
    expect(logger.level).to.equal('debug');
  });

  it('names what needs a restart, each time, and does not change it', async () => {
    const before = '[a]\nisolation = inline\n';
    await start(inlineWorker('a'), before);
    const after =
      '[worker-host]\ndrain_timeout = 1234\nauth_secret = other\n[a]\nisolation = thread\nmax_heap_mb = 99\npolling_interval = 4\n';
    const named = ['a.isolation', 'a.max_heap_mb', 'drain_timeout', 'auth_secret'];
    const first = reload(after);
    expect(first.needRestart).to.have.members(named);
    expect(first.applied).to.deep.equal(['a.polling_interval']);
    const again = reload(after);
    expect(again.needRestart).to.have.members(named);
    expect(again.applied).to.deep.equal([]);
    expect(status().isolation).to.equal('inline');
    expect(reload(before).needRestart).to.deep.equal([]);
  });

  it('sees a secret that changed though both are masked', async () => {
    await start(inlineWorker('a'), '[worker-host]\nstatus_token = one\n');
    expect(reload('[worker-host]\nstatus_token = two\n').needRestart).to.deep.equal([
      'status_token',
    ]);
  });

  it('changes nothing and names all problems when the settings can not be used', async () => {
    await start(inlineWorker('a'), '[a]\nconcurrency = 2\n');
    const bad = '[a]\nconcurrency = 5\nthreads = none\n[worker-host]\ndrain_timeout = soon\n';
    expect(() => reload(bad))
      .to.throw(SettingsError)
      .with.property('problems')
      .that.has.length(2);
    expect(status().concurrency).to.equal(2);
    expect(reload('[a]\nconcurrency = 5\n').applied).to.deep.equal(['a.concurrency']);
  });

  it('changes nothing when the file is gone', async () => {
    await start(inlineWorker('a'), '[a]\nconcurrency = 2\n');
    folder.remove();
    expect(() => running.host.reload()).to.throw(SettingsError, 'worker.ini');
    expect(status().concurrency).to.equal(2);
    folder = new Folder();
  });

  it('is refused before the start', () => {
    const { host } = memoryHost(inlineWorker('a'));
    expect(() => host.reload())
      .to.throw(WorkerHostError)
      .with.property('code', 'ERR_WH_STATE');
  });
});

async function control(url: string | null, action: string, body: object): Promise<void> {
  const response = await fetch(`${url}/control/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer t' },
    body: JSON.stringify(body),
  });
  expect(response.status, await response.text()).to.equal(200);
}
