import { expect } from 'chai';
import { failedForGood } from '../../lib/pool/envelope.ts';
import { InlinePool } from '../../lib/pool/inline-pool.ts';
import { defineWorker } from '../../lib/worker/define-worker.ts';
import probeWorker from '../fixtures/workers/thread-probe.ts';
import { PoolProbe } from './pool-probe.ts';

describe('an inline pool', () => {
  const openInline = (worker = probeWorker): PoolProbe =>
    new PoolProbe((listener) => new InlinePool(worker, 4, listener));

  it('runs tasks side by side on this event loop', async () => {
    const probe = openInline();
    const [one, two] = await Promise.all([
      probe.output('slow', { ms: 30 }),
      probe.output('fast', { ms: 1 }),
    ]);
    expect(one).to.deep.equal(two);
    expect(one['thread']).to.equal(0);
    expect(probe.order).to.deep.equal(['fast', 'slow']);
  });

  it('a limit and a cancel abort the signal, with a reason', async () => {
    const probe = openInline();
    const limited = probe.run('limited', { do: 'reason-of-signal' }, 20);
    const cancelled = probe.run('cancelled', { do: 'reason-of-signal' });
    probe.pool.cancel('cancelled', new Error('cancelled in the engine'));
    expect((await limited).output).to.contain('execution_timeout of 20 ms');
    expect((await cancelled).output).to.contain('cancelled in the engine');
  });

  it('a task that ignores its limit is failed all the same, a second later', async () => {
    const outcome = await openInline().run('a', { do: 'ignore-signal', ms: 1400 }, 10);
    expect(outcome).to.include({ kind: 'failed' });
    expect(outcome.reason).to.contain('10 ms');
  });

  it('a killed task has the outcome it was told, with its lines, and what it gives later is ignored', async () => {
    const probe = openInline(
      defineWorker('logs', (_task, context) => {
        context.log('before');
        return new Promise((resolve) => setTimeout(resolve, 20));
      }),
    );
    const outcome = probe.run('a', {});
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    probe.pool.kill('a', failedForGood('because'));
    const { kind, reason, logs } = await outcome;
    expect([kind, reason, logs.map(({ log }) => log)]).to.deep.equal([
      'failed-for-good',
      'because',
      ['before'],
    ]);
  });

  it('reports what still runs as not run when it is stopped', async () => {
    const probe = openInline();
    probe.submit('a', { ms: 30 });
    await probe.pool.stop();
    expect(probe.notRunIds).to.deep.equal(['a']);
  });

  it('a thenable that throws, or settles twice, gives one outcome', async () => {
    const then = (resolve: (value: unknown) => void): never => {
      resolve({ once: true });
      throw new Error('too late');
    };
    const probe = openInline(defineWorker('odd', () => ({ then })));
    expect(await probe.output('a', {})).to.deep.equal({ once: true });
    const trap = openInline(
      defineWorker('trap', () => ({
        get then(): never {
          throw new Error('trapped');
        },
      })),
    );
    expect((await trap.run('b', {})).reason).to.equal('trapped');
  });
});
