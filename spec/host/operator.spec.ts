import { expect } from 'chai';
import type { LiveFrame } from '../../lib/status/live-frame.ts';
import type { WorkerStatus } from '../../lib/status/host-status.ts';
import type { WorkerAbc } from '../../lib/worker/worker-abc.ts';
import behaviours from '../fixtures/workers/behaviours.ts';
import { eventually } from '../support/eventually.ts';
import { Gate } from '../support/gate.ts';
import { inlineWorker, startedHost, stopHosts, type MemoryHost } from '../support/memory-host.ts';
import { LogRecorder } from '../support/log-recorder.ts';
import type { Sent } from '../support/memory-source.ts';

const token = 'let me';

describe('an operator of a running host', () => {
  let running: MemoryHost;

  afterEach(stopHosts);

  async function start(
    workers: WorkerAbc | readonly WorkerAbc[],
    options: Parameters<typeof startedHost>[1] = {},
  ): Promise<void> {
    const flags = { set: ['poll_timeout=20', 'polling_interval=5'] };
    running = await startedHost(workers, { statusPort: 0, statusToken: token, flags, ...options });
  }

  async function act(action: string, body: object): Promise<number> {
    const { status } = await fetch(`${running.host.statusUrl}/control/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return status;
  }

  /** What an open dashboard is told now. */
  async function frame(): Promise<LiveFrame> {
    const { body } = await fetch(`${running.host.statusUrl}/events`);
    let text = '';
    for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const data = /event: frame\ndata: (.*)\n\n/.exec(text)?.[1];
      if (data !== undefined) return JSON.parse(data) as LiveFrame;
    }
    throw new Error(`no frame in ${text}`);
  }

  const status = (index = 0): WorkerStatus => running.host.status().workers[index] as WorkerStatus;
  const states = (): string[] => running.host.status().workers.map(({ state }) => state);
  const accepted = (taskId: string): Promise<Sent> =>
    eventually(() => {
      const sent = running.source.accepted.find((each) => each.taskId === taskId);
      if (sent === undefined) throw new Error(`${taskId} was not delivered`);
      return sent;
    });

  it('sees what runs, the longest first', async () => {
    const gate = new Gate();
    await start(inlineWorker('a', gate.execute, { concurrency: 3 }));
    const first = running.source.put('a', {}, { retryCount: 2 });
    await eventually(() => gate.running.length === 1);
    const second = running.source.put('a');
    await eventually(() => gate.running.length === 2);
    const tasks = (await frame()).running;
    expect(tasks.map(({ taskId, attempt }) => [taskId, attempt])).to.deep.equal([
      [first, 3],
      [second, 1],
    ]);
    expect(tasks[0]).to.include({ worker: 'a', taskType: 'a', workflowId: 'w1' });
    expect(tasks[0]?.runningMs).to.be.at.least(tasks[1]?.runningMs ?? Infinity);
    gate.endAll();
    await eventually(async () => (await frame()).running.length === 0);
  });

  it('sees what failed, the latest first, with reason and workflow', async () => {
    await start(
      inlineWorker('a', (task) => {
        throw Object.assign(new Error(`no luck with ${task.taskId}`), {
          retryable: task.taskId !== 't2',
        });
      }),
    );
    await accepted(running.source.put('a'));
    await accepted(running.source.put('a'));
    const { failures } = await frame();
    expect(
      failures.map(({ taskId, workflowId, reason, retryable }) => [
        taskId,
        workflowId,
        reason,
        retryable,
      ]),
    ).to.deep.equal([
      ['t2', 'w2', 'no luck with t2', false],
      ['t1', 'w1', 'no luck with t1', true],
    ]);
  });

  it('cancels a task: it fails for good, with a reason that says who ended it', async () => {
    await start(behaviours);
    const taskId = running.source.put('behave', { do: 'wait-for-signal' });
    await eventually(() => status().running === 1);
    expect(await act('cancel', { taskId })).to.equal(200);
    expect(await accepted(taskId)).to.include({
      kind: 'failed-for-good',
      reason: 'An operator cancelled the task.',
    });
  });

  it('cancels one that ignores its signal: its thread is ended after cancel_grace, its neighbour runs again', async () => {
    await start(behaviours, { cancelGrace: 100 });
    const deaf = running.source.put('behave', { do: 'sleep', ms: 60_000 });
    const neighbour = running.source.put('behave', { do: 'sleep', ms: 700 });
    await eventually(() => status().running === 2);
    const [before] = status().threads;
    await act('cancel', { taskId: deaf });
    expect(await accepted(deaf)).to.include({
      kind: 'failed-for-good',
      reason: 'An operator cancelled the task.',
    });
    expect(await accepted(neighbour)).to.include({ kind: 'completed' });
    expect(status().threads[0]?.threadId).not.to.equal(before?.threadId);
  });

  it('does not undo a task that completes all the same', async () => {
    const gate = new Gate();
    await start(inlineWorker('a', gate.execute));
    const taskId = running.source.put('a');
    await eventually(() => gate.running.length === 1);
    await act('cancel', { taskId });
    gate.end(taskId, { done: true });
    expect(await accepted(taskId)).to.include({ kind: 'completed', output: '{"done":true}' });
  });

  it('gets no cancelled task handed out again because it asked for more time', async () => {
    const deferring = inlineWorker('b', async function (this: WorkerAbc, task, { signal }) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      const result = this.getTaskResultFromTask(task);
      result.status = 'IN_PROGRESS';
      result.callbackAfterSeconds = 5;
      return result;
    });
    await start(deferring);
    const taskId = running.source.put('b');
    await eventually(() => status().running === 1);
    await act('cancel', { taskId });
    expect(await accepted(taskId)).to.include({ kind: 'failed-for-good' });
  });

  it('is told when the task does not run here', async () => {
    await start(inlineWorker('a'));
    expect(await act('cancel', { taskId: 'gone' })).to.equal(404);
  });

  it('changes how many tasks of a worker run at once', async () => {
    const gate = new Gate();
    await start(inlineWorker(['a', 'b'], gate.execute, { concurrency: 1 }));
    for (let i = 0; i < 4; i++) running.source.put(i % 2 === 0 ? 'a' : 'b');
    await eventually(() => gate.running.length === 1);
    expect(await act('concurrency', { worker: 'b', concurrency: 4 })).to.equal(200);
    await eventually(() => gate.running.length === 4);
    expect(status()).to.include({ concurrency: 4, freeSlots: 0 });
    gate.endAll();
  });

  it('pauses and resumes one of several workers of a name by its title', async () => {
    await start([inlineWorker('a'), inlineWorker('a', undefined, { domain: 'nice' })]);
    expect(await act('pause', { worker: 'a@nice' })).to.equal(200);
    expect(states()).to.deep.equal(['polling', 'paused']);
    await act('resume', { worker: 'a@nice' });
    expect(states()).to.deep.equal(['polling', 'polling']);
    // The title of the one without a domain is its name: it is that one that is meant.
    await act('pause', { worker: 'a' });
    expect(states()).to.deep.equal(['paused', 'polling']);
    await act('pause', {});
    expect(states()).to.deep.equal(['paused', 'paused']);
  });

  it('pauses one name of a worker that has several', async () => {
    await start(inlineWorker(['a', 'b']));
    await act('pause', { worker: 'a' });
    const paused = running.source.put('a');
    const polled = running.source.put('b');
    await accepted(polled);
    expect(states()).to.deep.equal(['polling']);
    expect(running.source.handedOut).not.to.include(paused);
    await act('resume', { worker: 'a,b' });
    await accepted(paused);
  });

  it('changes the log level', async () => {
    await start(inlineWorker('a'));
    await act('log-level', { level: 'trace' });
    expect(running.log.logger.level).to.equal('trace');
  });

  it('changes it for the tasks in threads that are there already', async () => {
    const { logger, lines } = new LogRecorder();
    logger.level = 'warn';
    await start(behaviours, { logger });
    const logging = (): number => lines.filter(({ message }) => message === 'working on it').length;
    await accepted(running.source.put('behave', { do: 'log' }));
    expect(logging()).to.equal(0);
    await act('log-level', { level: 'info' });
    await accepted(running.source.put('behave', { do: 'log' }));
    expect(logging()).to.equal(1);
  });

  it('stops the host in order', async () => {
    await start(inlineWorker('a'));
    expect(await act('drain', {})).to.equal(200);
    await running.host.done;
    expect(running.host.status().state).to.equal('stopped');
  });
});
