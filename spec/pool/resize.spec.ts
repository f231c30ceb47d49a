import { expect } from 'chai';
import { InlinePool } from '../../lib/pool/inline-pool.ts';
import probeWorker from '../fixtures/workers/thread-probe.ts';
import { eventually } from '../support/eventually.ts';
import { runningFile } from '../support/project.ts';
import { PoolProbe, threaded, type ThreadedOptions } from './pool-probe.ts';

const file = runningFile('spec/fixtures/workers/thread-probe.ts');

describe('a pool of threads that is resized', () => {
  const open = new Set<PoolProbe>();

  async function startProbe(options: Partial<ThreadedOptions>): Promise<PoolProbe> {
    const probe = threaded({ file, name: 'probe', ...options });
    open.add(probe);
    await probe.pool.start();
    return probe;
  }

  afterEach(async () => {
    await Promise.all([...open].map((probe) => probe.pool.stop()));
    open.clear();
  });

  const states = ({ pool }: PoolProbe): string[] => pool.threads().map(({ state }) => state);
  const threadOf = async (probe: PoolProbe, taskId: string, ms = 1): Promise<unknown> =>
    (await probe.output(taskId, { ms }))['thread'];

  it('opens the threads that should always be there at once', async () => {
    const probe = await startProbe({ threads: 1, concurrency: 1 });
    probe.pool.resize({ concurrency: 3, threads: 3, minThreads: 3 });
    expect(probe.pool.slots).to.equal(3);
    await eventually(() => expect(states(probe)).to.deep.equal(['ready', 'ready', 'ready']));
  });

  it('opens others when tasks come', async () => {
    const probe = await startProbe({ threads: 1, concurrency: 2 });
    probe.pool.resize({ concurrency: 4, threads: 2, minThreads: 1 });
    const threads = await Promise.all(['a', 'b'].map((id) => threadOf(probe, id, 30)));
    expect(new Set(threads).size).to.equal(2);
  });

  it('ends idle threads that are too many at once, and busy ones with their last task', async () => {
    const probe = await startProbe({ threads: 3, minThreads: 3, concurrency: 3 });
    const tasks = ['a', 'b'].map((id) => threadOf(probe, id, 300));
    probe.pool.resize({ concurrency: 1, threads: 1, minThreads: 1 });
    expect(states(probe).toSorted()).to.deep.equal(['ready', 'retiring', 'retiring']);
    await eventually(() => expect(states(probe)).to.have.length(2));
    expect(probe.outcomes.size).to.equal(0);
    await Promise.all(tasks);
    await eventually(() => expect(states(probe)).to.deep.equal(['ready']));
    expect(probe.troubles).to.deep.equal([]);
  });

  it('lets running tasks go on when there are fewer slots than they', async () => {
    const probe = await startProbe({ threads: 1, concurrency: 4 });
    const tasks = ['a', 'b', 'c', 'd'].map((id) => threadOf(probe, id, 100));
    probe.pool.resize({ concurrency: 2, threads: 1, minThreads: 1 });
    expect(probe.pool.slots).to.equal(2);
    const threads = await Promise.all(tasks);
    expect(new Set(threads).size).to.equal(1);
    expect(await threadOf(probe, 'next')).to.equal(threads[0]);
  });

  it('replaces threads that were started for one task each, once their task has ended', async () => {
    const probe = await startProbe({ threads: 1, concurrency: 1 });
    const first = threadOf(probe, 'first', 300);
    probe.pool.resize({ concurrency: 3, threads: 1, minThreads: 1 });
    const others = Promise.all(['b', 'c'].map((id) => threadOf(probe, id, 50)));
    const [second, third] = await others;
    expect(second).to.equal(third);
    expect(second).not.to.equal(await first);
    await eventually(() => expect(states(probe)).to.deep.equal(['ready']));
    expect(await threadOf(probe, 'last')).to.equal(second);
  });

  it('tells which task an uncaught error came from on a thread that is shared since', async () => {
    const probe = await startProbe({ threads: 1, concurrency: 1 });
    probe.pool.resize({ concurrency: 3, threads: 1, minThreads: 1 });
    const neighbour = probe.output('neighbour', { ms: 200 });
    const guilty = await probe.run('guilty', { do: 'throw-in-timer' });
    expect(guilty).to.include({ kind: 'failed', reason: 'thrown in a timer' });
    await neighbour;
  });

  it('keeps no thread that is idle when none should be kept', async () => {
    const probe = await startProbe({ threads: 2, minThreads: 2, concurrency: 2, idleTimeout: 30 });
    probe.pool.resize({ concurrency: 2, threads: 2, minThreads: 0 });
    await eventually(() => expect(states(probe)).to.deep.equal([]));
    expect(await threadOf(probe, 'a')).to.be.a('number');
  });
});

describe('an inline pool that is resized', () => {
  it('has as many slots as it is told, and lets tasks go on', async () => {
    const probe = new PoolProbe((listener) => new InlinePool(probeWorker, 4, listener));
    const task = probe.output('a', { ms: 20 });
    probe.pool.resize({ concurrency: 1, threads: 1, minThreads: 1 });
    expect(probe.pool.slots).to.equal(1);
    await task;
  });
});
