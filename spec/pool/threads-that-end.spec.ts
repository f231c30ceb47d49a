import { expect } from 'chai';
import { failedForGood } from '../../lib/pool/envelope.ts';
import { eventually } from '../support/eventually.ts';
import { runningFile } from '../support/project.ts';
import { threaded, type PoolProbe, type ThreadedOptions } from './pool-probe.ts';

const file = runningFile('spec/fixtures/workers/fickle.ts');

describe('a pool whose threads end', () => {
  let probe: PoolProbe;

  async function start(options: Partial<ThreadedOptions> = {}): Promise<void> {
    probe = threaded({ file, name: 'probe', ...options });
    await probe.pool.start();
  }

  afterEach(async () => {
    delete process.env['FICKLE'];
    await probe.pool.stop();
  });

  /** Holds up this thread, so that what the other sends stays unread. */
  function blockHost(ms: number): void {
    for (const end = performance.now() + ms; performance.now() < end;);
  }

  describe('when one task of several is killed:', () => {
    it('the others run again as the same attempt, on a thread that spins too', async () => {
      await start();
      const others = ['before-1', 'before-2'].map((id) => probe.output(id, { ms: 150 }));
      const stuck = probe.run('stuck', { do: 'spin-later', ms: 60_000 });
      const behind = probe.output('behind', { ms: 30 });
      await new Promise((resolve) => setTimeout(resolve, 60));
      probe.pool.kill('stuck', failedForGood('because'));
      expect((await stuck).reason).to.equal('because');
      for (const { attempt } of await Promise.all([...others, behind])) expect(attempt).to.equal(1);
    });

    it('one that had sent its outcome is not run twice', async () => {
      await start();
      const done = probe.output('done', { do: 'tell' });
      probe.submit('stuck', { do: 'spin-later', ms: 60_000 });
      await Promise.resolve();
      blockHost(200);
      probe.pool.kill('stuck', failedForGood('because'));
      await done;
      await probe.output('next', {});
      expect(probe.records.map(({ message }) => message)).to.deep.equal(['ran']);
    });

    it('nor is it killed itself, if its own outcome has been sent', async () => {
      await start();
      const outcome = probe.run('done', { do: 'tell' });
      await Promise.resolve();
      blockHost(200);
      probe.pool.kill('done', failedForGood('because'));
      expect((await outcome).kind).to.equal('completed');
    });

    it('the others wait until the thread is really gone, so that none runs in two places', async () => {
      await start();
      const other = probe.output('other', { ms: 100 });
      probe.submit('stuck', { do: 'block-in-native-code', ms: 900 });
      await new Promise((resolve) => setTimeout(resolve, 60));
      const killed = Date.now();
      probe.pool.kill('stuck', failedForGood('because'));
      const next = probe.output('next', {});
      await other;
      expect(Date.now() - killed).to.be.above(600);
      await next;
      expect(probe.order).to.deep.equal(['stuck', 'next', 'other']);
    });
  });

  it('an uncaught error costs no capacity while its neighbours finish', async () => {
    await start();
    probe.submit('long', { do: 'reason-of-signal' });
    await probe.run('guilty', { do: 'throw-in-timer' });
    await probe.output('next', { ms: 1 });
    expect(probe.order).to.deep.equal(['guilty', 'next']);
    expect(probe.pool.threads().map(({ state }) => state)).to.deep.equal(['retiring', 'ready']);
    probe.pool.cancel('long', new Error('enough'));
    await eventually(() => probe.pool.threads().length === 1);
    expect(probe.order).to.deep.equal(['guilty', 'next', 'long']);
  });

  it('while two wait for their last task, says that no thread can be had', async () => {
    await start();
    for (const round of [1, 2]) {
      probe.submit(`long-${round}`, { do: 'reason-of-signal' });
      await probe.run(`guilty-${round}`, { do: 'throw-in-timer' });
      await eventually(() => probe.pool.threads().length === Math.min(2, round + 1));
    }
    await eventually(() => !probe.pool.available);
    const waited = probe.output('waits', {});
    probe.pool.cancel('long-1', new Error('enough'));
    await waited;
    expect(probe.recoveries).to.equal(1);
  });

  describe('and whose module stops loading:', () => {
    async function loseThread(): Promise<void> {
      probe.submit('stuck', { do: 'spin-later', ms: 60_000 });
      probe.submit('neighbour', { ms: 50 });
      await Promise.resolve();
      probe.pool.kill('stuck', failedForGood('because'));
    }

    const cases: [string, RegExp][] = [
      ['hang', /fickle\.[jt]s: not loaded in its thread after 2 s/],
      ['throw', /fickle\.[jt]s:.*no database today/],
      ['exit', /exited with code: 7/],
    ];
    for (const [how, reason] of cases) {
      it(`(${how}) gives up what waits after three tries, and takes tasks again when it loads`, async () => {
        await start({ startTimeout: how === 'hang' ? 2000 : 20_000 });
        process.env['FICKLE'] = how;
        await loseThread();
        await eventually(() => !probe.pool.available && probe.notRunIds.includes('neighbour'));
        expect(probe.troubles.length).to.equal(3);
        for (const trouble of probe.troubles) expect(trouble).to.match(reason);
        const { deaths, restartAt, lastDeath } = probe.pool.health();
        expect(deaths).to.equal(3);
        expect(restartAt).to.be.above(Date.now() - 1000);
        expect(lastDeath).to.match(reason);
        const before = probe.recoveries;
        probe.submit('meanwhile', {});
        expect(probe.notRunIds).to.include('meanwhile');

        process.env['FICKLE'] = '';
        await eventually(() => probe.recoveries > before);
        expect(probe.pool.available).to.equal(true);
        await probe.output('again', {});
        expect(probe.pool.health()).to.include({ deaths: 0, restartAt: null });
      });
    }

    it('a task that waited for a thread that never loaded is not to blame', async () => {
      await start();
      process.env['FICKLE'] = 'exit';
      await loseThread();
      await eventually(() => probe.troubles.length > 0);
      process.env['FICKLE'] = '';
      await eventually(() => probe.outcomes.has('neighbour'));
      expect(probe.outcomes.get('neighbour')?.kind).to.equal('completed');
    });

    it('or of which no thread is kept, is tried now and then without a task', async () => {
      process.env['FICKLE'] = 'throw';
      await start({ minThreads: 0 });
      expect(probe.pool.available).to.equal(true);
      probe.submit('first', {});
      await eventually(() => probe.notRunIds.includes('first'));
      process.env['FICKLE'] = '';
      await eventually(() => probe.pool.available);
      await probe.output('again', {});
    });
  });

  it('by errors that no task answers for: starts them in growing intervals, and says why', async () => {
    process.env['FICKLE'] = 'crash-later';
    await start();
    await eventually(() => probe.pool.health().deaths === 4);
    const { restartAt, lastDeath } = probe.pool.health();
    expect(lastDeath).to.equal('lost the database');
    expect(restartAt).to.be.above(Date.now());
    expect(probe.pool.available).to.equal(false);
  });
});
