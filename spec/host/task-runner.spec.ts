import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { inlineWorker, memoryHost, startedHost, stopHosts } from '../support/memory-host.ts';

const never = (): Promise<never> => new Promise(() => undefined);

describe('TaskRunner', () => {
  afterEach(stopHosts);

  it('starts no task twice that the engine hands out twice', async () => {
    let starts = 0;
    const worker = inlineWorker(
      'a',
      async () => {
        starts++;
        await new Promise((resolve) => setTimeout(resolve, 50));
      },
      { concurrency: 4 },
    );
    const { source, log } = await startedHost(worker);
    source.put('a', {}, { taskId: 'same' });
    source.put('a', {}, { taskId: 'same' });
    await eventually(() => source.accepted.length === 1);
    expect(starts).to.equal(1);
    expect(log.messages('warn')).to.include('the engine handed out a task that is here already');
  });

  it('polls none ahead of a first task, whose length it does not know', async () => {
    const { source } = await startedHost(inlineWorker('a', never), { drainTimeout: 0 });
    source.put('a');
    source.put('a');
    await eventually(() => source.handedOut.length === 1);
    // Fifty times the pause between polls without one: there is no room.
    const polls = source.polls.length;
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(source.polls.length).to.equal(polls);
  });

  it('hands back what still runs when the drain timeout is over', async () => {
    const { host, source } = await startedHost(inlineWorker('a', never), { drainTimeout: 10 });
    const taskId = source.put('a');
    await eventually(() => host.status().workers[0]?.running === 1);
    await host.stop();
    expect(source.accepted.map((sent) => [sent.taskId, sent.kind])).to.deep.equal([
      [taskId, 'handed-back'],
    ]);
  });

  it('hands back a task that gives up on the signal of a stop', async () => {
    const worker = inlineWorker(
      'a',
      (_task, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('gave up'))),
        ),
    );
    const { host, source } = await startedHost(worker, { drainTimeout: 10 });
    source.put('a');
    await eventually(() => host.status().workers[0]?.running === 1);
    await host.stop();
    expect(source.accepted.map((sent) => sent.kind)).to.deep.equal(['handed-back']);
  });

  it('hands back what a poll brings that outlasts the drain timeout', async () => {
    const worker = inlineWorker('a', () => ({}), { pollTimeout: 5000 });
    const { host, source } = memoryHost(worker, { drainTimeout: 0 });
    await host.start();
    await eventually(() => source.held === 1);
    const stopped = host.stop();
    await eventually(() => host.status().workers[0]?.state === 'stopped');
    source.put('a');
    await stopped;
    expect(source.accepted.map((sent) => sent.kind)).to.deep.equal(['handed-back']);
  });
});
