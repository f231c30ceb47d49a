import { expect } from 'chai';
import { ModuleError } from '../../lib/errors/module-error.ts';
import { failedForGood } from '../../lib/pool/envelope.ts';
import { eventually } from '../support/eventually.ts';
import { runningFile } from '../support/project.ts';
import { makeTask, threaded, type PoolProbe, type ThreadedOptions } from './pool-probe.ts';

const path = (name: string): string => runningFile(`spec/fixtures/${name}`);

describe('a pool of threads', () => {
  const open = new Set<PoolProbe>();

  async function startProbe(options: Partial<ThreadedOptions> = {}): Promise<PoolProbe> {
    const probe = threaded({ file: path('workers/thread-probe.ts'), name: 'probe', ...options });
    open.add(probe);
    await probe.pool.start();
    return probe;
  }

  afterEach(async () => {
    await Promise.all([...open].map((probe) => probe.pool.stop()));
    open.clear();
  });

  describe('opens threads as they are needed:', () => {
    it('one is ready after start; a second comes with the second task and goes when idle', async () => {
      const probe = await startProbe({ threads: 2, concurrency: 2, idleTimeout: 50 });
      expect(probe.pool.threads().map(({ state }) => state)).to.deep.equal(['ready']);
      const [one, two] = await Promise.all([
        probe.output('a', { ms: 30 }),
        probe.output('b', { ms: 30 }),
      ]);
      expect(one['thread']).to.not.equal(two['thread']);
      await eventually(() => probe.pool.threads().length === 1);
    });

    it('none before the first task when none is kept warm, and none long after it', async () => {
      const probe = await startProbe({ minThreads: 0, idleTimeout: 50 });
      expect(probe.pool.threads()).to.deep.equal([]);
      await probe.output('a', {});
      await eventually(() => probe.pool.threads().length === 0);
    });

    it('a task goes to the thread with the fewest, and a blocked thread holds up no other', async () => {
      const probe = await startProbe({ threads: 2, minThreads: 2, concurrency: 4 });
      probe.submit('spin', { do: 'log-and-spin', ms: 800 });
      probe.submit('long', { ms: 800 });
      expect(probe.pool.threads().map(({ tasks }) => tasks)).to.deep.equal([1, 1]);
      probe.submit('short-1', { ms: 1 });
      probe.submit('short-2', { ms: 1 });
      expect(probe.pool.threads().map(({ tasks }) => tasks)).to.deep.equal([2, 2]);
      await eventually(() => probe.order.length > 0);
      expect(probe.order[0]).to.match(/short/);
    });

    it('and no more tasks run on a thread than its share of the concurrency', async () => {
      const probe = await startProbe({ threads: 2, concurrency: 2 });
      for (const id of ['a', 'b', 'c']) probe.submit(id, { ms: 20 });
      expect(probe.pool.threads().map(({ tasks }) => tasks)).to.deep.equal([1, 1]);
      await eventually(() => probe.order.length === 3);
    });
  });

  describe('outlives its threads:', () => {
    it('an uncaught error fails its task alone; its neighbours complete', async () => {
      const probe = await startProbe();
      const neighbour = probe.output('neighbour', { ms: 100 });
      const guilty = await probe.run('guilty', { do: 'throw-in-timer' });
      expect(guilty).to.include({ kind: 'failed', reason: 'thrown in a timer' });
      await neighbour;
    });

    it('an input that no thread can be handed fails its task, not those of the same message', async () => {
      const probe = await startProbe();
      let deep: Record<string, unknown> = {};
      for (let level = 0; level < 50_000; level++) deep = { deep };
      const before = probe.output('before', { ms: 1 });
      const guilty = probe.run('guilty', deep);
      const after = probe.output('after', { ms: 1 });
      const reason = "The task's input can't be handed to a thread: it is nested too deeply.";
      expect(await guilty).to.include({ kind: 'failed-for-good', reason });
      await Promise.all([before, after]);
    });

    it('an error after its task has ended replaces the thread', async () => {
      const probe = await startProbe();
      const { thread } = await probe.output('late', { do: 'throw-later' });
      await eventually(() => probe.troubles.includes('thrown after the end'));
      expect((await probe.output('next', {}))['thread']).to.not.equal(thread);
    });

    it('whatever a task does, it fails with the reason, and the next one runs', async () => {
      const file = path('workers/behaviours.ts');
      const probe = await startProbe({ file, name: 'behave' });
      const cases: [string, RegExp][] = [
        ['exit', /process\.exit\(3\) was called/],
        ['recursion', /Maximum call stack/],
        ['unhandled-rejection', /nobody handles this/],
        ['timer-exception', /thrown in a timer/],
        ['throw-string', /^just text$/],
        ['circular', /result\.self is a circular/],
      ];
      const neighbour = probe.output('neighbour', { do: 'sleep', ms: 200 });
      const outcomes = await Promise.all(cases.map(([what]) => probe.run(what, { do: what })));
      outcomes.forEach(({ reason }, index) => expect(reason).to.match(cases[index]?.[1] ?? /x/));
      await neighbour;
      expect(await probe.output('next', { do: 'echo', value: 1 })).to.include({ value: 1 });
    });

    it('the pool of another worker is not touched', async () => {
      const [one, other] = await Promise.all([startProbe({ maxHeapMb: 60 }), startProbe()]);
      const neighbour = other.output('neighbour', { ms: 300 });
      await one.run('guilty', { do: 'out-of-memory' });
      await one.pool.stop();
      await neighbour;
      expect(other.troubles).to.deep.equal([]);
    });

    it('a full heap fails the task that filled it; its neighbours run again', async () => {
      const probe = await startProbe({ maxHeapMb: 60 });
      const neighbours = ['n1', 'n2'].map((id) => probe.output(id, { ms: 50 }));
      const guilty = await probe.run('guilty', { do: 'out-of-memory' });
      expect(guilty.kind).to.equal('failed');
      expect(guilty.reason).to.match(/out of memory: its heap reached max_heap_mb, 60 MB/);
      await Promise.all(neighbours);
    });

    it('a task that fills the heap alone is told which limit it met', async () => {
      const probe = await startProbe({ maxHeapMb: 60, concurrency: 1 });
      const { kind, reason } = await probe.run('guilty', { do: 'out-of-memory' });
      expect(kind).to.equal('failed');
      expect(reason).to.match(/thread ended: out of memory: its heap reached max_heap_mb, 60 MB/);
    });

    it('tasks that must run alone are not overtaken for ever by new ones', async () => {
      const probe = await startProbe({ maxHeapMb: 60, concurrency: 3 });
      let fresh = 0;
      probe.onEnded = () => {
        probe.submit(`fresh-${++fresh}`, { ms: 20 });
      };
      const neighbours = ['n1', 'n2'].map((id) => probe.output(id, { ms: 100 }));
      probe.submit('guilty', { do: 'out-of-memory' });
      await Promise.all(neighbours);
      probe.onEnded = undefined;
    });
  });

  describe('ends tasks:', () => {
    it('a limit aborts the signal first, with a reason that names it', async () => {
      const probe = await startProbe();
      const outcome = await probe.run('a', { do: 'reason-of-signal' }, 50);
      expect(outcome.output).to.contain('execution_timeout of 50 ms');
    });

    it('or, if it is another limit, names that; and the grace may be shorter', async () => {
      const probe = await startProbe({ graceMs: 10 });
      const outcome = probe.outcome('a');
      probe.pool.submit({
        task: makeTask('a', { do: 'log-and-spin', ms: 60_000 }),
        workerName: 'probe',
        limitMs: 50,
        limitName: 'timeoutSeconds of 2 in its definition',
      });
      expect((await outcome).reason).to.equal(
        'The task ran longer than the 50 ms that the timeoutSeconds of 2 in its definition left it and was ended by the host.',
      );
    });

    it('then, a second later, the thread; lines logged before stand, neighbours run', async () => {
      const probe = await startProbe({ concurrency: 2 });
      const started = Date.now();
      const neighbour = probe.output('neighbour', { ms: 300 });
      const outcome = await probe.run('a', { do: 'log-and-spin', ms: 60_000 }, 50);
      expect(outcome).to.include({ kind: 'failed' });
      expect(outcome.reason).to.contain('50 ms');
      expect(outcome.logs.map(({ log }) => log)).to.deep.equal(['before']);
      expect(Date.now() - started).to.be.below(3000);
      await neighbour;
    });

    it('a kill gives the outcome it was told, at once', async () => {
      const probe = await startProbe();
      const outcome = probe.run('a', { do: 'ignore-signal', ms: 60_000 });
      probe.pool.kill('a', failedForGood('because'));
      expect(await outcome).to.include({ kind: 'failed-for-good', reason: 'because' });
      await probe.output('b', {});
    });

    it('a kill reaches a task that waits for a thread', async () => {
      const probe = await startProbe({ concurrency: 1 });
      probe.submit('running', { ms: 60_000 });
      const waiting = probe.run('waiting', {});
      probe.pool.kill('waiting', failedForGood('because'));
      expect((await waiting).reason).to.equal('because');
    });

    it('a cancel reaches the signal with its reason, also in the turn of the submit', async () => {
      const probe = await startProbe();
      const outcome = probe.output('a', { do: 'reason-of-signal' });
      probe.pool.cancel('a', new Error('cancelled in the engine'));
      expect(await outcome).to.deep.equal({ reason: 'cancelled in the engine' });
    });
  });

  describe('tells of its threads', () => {
    it('how much heap they use, once someone has asked', async () => {
      const probe = await startProbe();
      expect(probe.pool.threads()[0]).to.include({ heapUsedMb: null, eventLoopDelayMs: null });
      await eventually(() => (probe.pool.threads()[0]?.heapUsedMb ?? 0) > 1);
      expect(probe.pool.threads()[0]?.eventLoopDelayMs).to.be.a('number');
    });

    it('and for how long one is blocked, while it is', async () => {
      const probe = await startProbe();
      probe.submit('a', { do: 'log-and-spin', ms: 60_000 });
      await Promise.resolve();
      await eventually(() => (probe.pool.threads()[0]?.eventLoopDelayMs ?? 0) > 500);
    });
  });

  it('passes on what tasks log, from the level that it was told', async () => {
    const probe = await startProbe({ file: path('workers/behaviours.ts'), name: 'behave' });
    const deaf = await startProbe({
      file: path('workers/behaviours.ts'),
      name: 'behave',
      logLevel: 'warn',
    });
    await Promise.all([probe, deaf].map((one) => one.run('a', { do: 'log' })));
    expect(probe.records).to.deep.equal([
      { level: 'info', message: 'working on it', fields: { step: 1 } },
    ]);
    expect(deaf.records).to.deep.equal([]);
  });

  it('runs the workers of a script that starts its own host, and not what follows the start', async () => {
    const probe = await startProbe({ file: path('workers/one-file.ts'), name: 'one_file' });
    expect(await probe.output('a', {})).to.deep.equal({ wentOn: false });
  });

  describe('refuses modules that give no worker, with file and reason:', () => {
    const cases: [string, string, RegExp][] = [
      ['a missing one', 'broken/nowhere.ts', /nowhere\.[jt]s: no such file/],
      ['a syntax error', 'broken/syntax.mjs', /syntax\.mjs.*SyntaxError/],
      ['one without that worker', 'workers/behaviours.ts', /no worker for probe.*behave/],
      ['one that ends its process', 'broken/exits.mjs', /exits\.mjs.*5/s],
      ['one that never finishes', 'broken/hangs.mjs', /hangs\.mjs: not loaded.*after 1\.5 s/],
      ['one that spins', 'broken/spins.mjs', /spins\.mjs: not loaded.*after 1\.5 s/],
    ];
    for (const [title, file, reason] of cases) {
      it(title, async () => {
        let problem: unknown;
        await startProbe({ file: path(file), startTimeout: 1500 }).catch(
          (error: unknown) => (problem = error),
        );
        expect(problem).to.be.instanceOf(Error);
        expect((problem as Error).message).to.match(reason);
        if (/missing|syntax|without/.test(title)) expect(problem).to.be.instanceOf(ModuleError);
      });
    }
  });

  describe('stops:', () => {
    it('reports what still ran as not run, and leaves nothing open', async () => {
      const ports = (): number =>
        process.getActiveResourcesInfo().filter((kind) => /MessagePort|Worker/.test(kind)).length;
      const before = ports();
      const probe = await startProbe({ concurrency: 2 });
      probe.submit('a', { ms: 60_000 });
      probe.submit('b', { do: 'log-and-spin', ms: 60_000 });
      await Promise.all([probe.pool.stop(), probe.pool.stop()]);
      expect(probe.notRunIds.sort()).to.deep.equal(['a', 'b']);
      expect(probe.pool.threads()).to.deep.equal([]);
      await eventually(() => ports() <= before);
    });

    it('while it starts, which start() tells', async () => {
      const probe = threaded({ file: path('broken/hangs.mjs'), name: 'probe' });
      const started = probe.pool.start().catch((error: unknown) => String(error));
      await probe.pool.stop();
      expect(await started).to.match(/stopped while/);
    });

    it('and runs nothing that is submitted later', async () => {
      const probe = await startProbe({ minThreads: 0 });
      await probe.pool.stop();
      probe.submit('late', {});
      expect(probe.notRunIds).to.deep.equal(['late']);
    });
  });
});
