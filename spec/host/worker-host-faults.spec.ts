import { expect } from 'chai';
import { WorkerHostError } from '../../lib/errors/worker-host-error.ts';
import behaviours from '../fixtures/workers/behaviours.ts';
import { sourceError } from '../delivery/fake-engine.ts';
import { eventually } from '../support/eventually.ts';
import { inlineWorker, memoryHost, startedHost, stopHosts } from '../support/memory-host.ts';

const never = (): Promise<never> => new Promise(() => undefined);
const quickFlags = { set: ['poll_timeout=20', 'polling_interval=5'] };

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

describe('WorkerHost under faults', () => {
  afterEach(stopHosts);

  describe('of the engine', () => {
    it('sends a result again until it is accepted, always the same bytes', async () => {
      const { host, source } = await startedHost(
        inlineWorker('a', (task, context) => {
          context.log('a line with its time');
          return { of: task.taskId, at: performance.now() };
        }),
      );
      let failures = 4;
      source.deliverFailure = () => (failures-- > 0 ? sourceError('unavailable') : null);
      const taskId = source.put('a');
      await eventually(() => source.accepted.length === 1);
      await host.stop();
      const tries = source.tries.filter((result) => result.taskId === taskId);
      expect(tries.length).to.equal(5);
      expect(new Set(tries.map((result) => JSON.stringify(result))).size).to.equal(1);
    });

    it('says once that it is lost, however much fails, and once that it is back', async () => {
      const { host, source, log } = memoryHost([inlineWorker('a'), inlineWorker('b')]);
      const told: string[] = [];
      for (const name of ['engine:lost', 'engine:back'] as const) {
        host.on(name, () => told.push(name));
      }
      await host.start();
      source.pollFailure = sourceError('unreachable');
      source.deliverFailure = () => sourceError('unreachable');
      await eventually(() => told.length > 0);
      const failed = { polls: 0 };
      host.on('poll:failed', () => failed.polls++);
      await eventually(() => failed.polls >= 2);
      source.pollFailure = null;
      source.deliverFailure = null;
      source.put('a');
      source.put('b');
      await eventually(() => source.accepted.length === 2);
      expect(told).to.deep.equal(['engine:lost', 'engine:back']);
      expect(log.messages('warn').filter((line) => line.includes('engine'))).to.have.lengthOf(1);
      expect(log.messages('info').filter((line) => line.includes('engine'))).to.have.lengthOf(1);
    });

    it('makes a result that is too large a failure for good that names its size', async () => {
      const { host, source } = await startedHost(inlineWorker('a', () => ({ x: 'y'.repeat(500) })));
      source.limit = 300;
      const ended: object[] = [];
      host.on('task:failed', (event) => ended.push(event));
      source.put('a');
      await eventually(() => source.accepted.length === 1);
      expect(source.accepted[0]?.kind).to.equal('failed-for-good');
      expect(source.accepted[0]?.reason).to.include('508').and.to.include('300');
      expect(ended[0]).to.include({ retryable: false });
      expect(host.status().workers[0]).to.include({ failed: 1, completed: 0 });
    });

    it('stops polling while too many results wait, and goes on when they are accepted', async () => {
      const { host, source } = await startedHost(
        inlineWorker('a', undefined, { concurrency: 100 }),
      );
      source.deliverFailure = () => sourceError('unavailable');
      for (let i = 0; i < 1500; i++) source.put('a');
      await eventually(() => host.status().delivery.pending > 1000);
      await eventually(() => host.status().workers[0]?.running === 0);
      const handedOut = source.handedOut.length;
      expect(handedOut).to.be.within(1001, 1201);
      // What is sent again meanwhile is the clock.
      const tries = source.tries.length;
      await eventually(() => source.tries.length > tries + 1000);
      expect(source.handedOut.length).to.equal(handedOut);
      source.deliverFailure = null;
      await eventually(() => source.accepted.length === 1500, 12_000);
      expect(new Set(source.accepted.map(({ taskId }) => taskId)).size).to.equal(1500);
    });

    it('tells of a task that is over there: signal, grace, force, slot free, nothing sent', async () => {
      let reason: unknown;
      const worker = inlineWorker('a', (_task, { signal }) => {
        signal.addEventListener('abort', () => void (reason = signal.reason));
        return never();
      });
      const { host, source } = await startedHost(worker, {
        cancelGrace: 300,
        drainTimeout: 0,
      });
      const taskId = source.put('a');
      await eventually(() => host.status().workers[0]?.running === 1);
      source.states.set(taskId, 'cancelled');
      await eventually(() => reason !== undefined);
      expect(host.status().workers[0]).to.include({ running: 1, cancelled: 1 });
      expect(String(reason)).to.include('cancelled');
      await eventually(() => host.status().workers[0]?.freeSlots === 1);
      const next = source.put('a');
      await eventually(() => source.handedOut.includes(next));
      expect(source.tries).to.deep.equal([]);
    });

    it('ends the thread of a task that is over there and blocks it', async () => {
      const { host, source } = await startedHost(behaviours, {
        flags: quickFlags,
        cancelGrace: 100,
      });
      const blocked = source.put('behave', { do: 'spin', ms: 60_000 });
      source.states.set(blocked, 'gone');
      await eventually(() => host.status().workers[0]?.cancelled === 1);
      const next = source.put('behave', { do: 'echo', value: 1 });
      await eventually(() => source.accepted.length === 1);
      expect(source.accepted[0]).to.include({ taskId: next, kind: 'completed' });
    });
  });

  describe('of a task that blocks its thread', () => {
    it('extends its lease all the while, and not once its result is sent', async () => {
      const { source } = await startedHost(behaviours, { flags: quickFlags });
      const lease = { responseTimeoutSeconds: 1 };
      const taskId = source.put('behave', { do: 'spin', ms: 1500 }, lease);
      await eventually(() => source.accepted.length === 1);
      const { length } = source.heartbeats;
      expect(source.heartbeats).to.deep.equal(Array.from({ length }, () => taskId));
      expect(length).to.be.at.least(2);
      // Another task's heartbeats are the clock.
      const other = source.put('behave', { do: 'sleep', ms: 1500 }, lease);
      await eventually(() => source.accepted.length === 2);
      expect(source.heartbeats.slice(length).every((id) => id === other)).to.equal(true);
      expect(source.heartbeats.length).to.be.above(length);
    });
  });

  describe('of memory', () => {
    it('drains and is done with an error when the process takes more than it may', async () => {
      const { host, source, log } = await startedHost(inlineWorker('a'), { maxRssMb: 1 });
      const error: unknown = await host.done.catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(WorkerHostError).with.property('code', 'ERR_WH_MEMORY');
      expect((error as Error).message).to.match(/\d+ MB.*max_rss_mb = 1/);
      expect(host.status().state).to.equal('failed');
      expect(source.closed).to.equal(1);
      expect(log.messages('error').length).to.equal(1);
    });
  });

  describe('stop', () => {
    it('waits for nothing with force, whatever runs', async () => {
      const { host, source } = await startedHost([...behaviours, inlineWorker('a', never)], {
        flags: quickFlags,
        drainTimeout: 60_000,
      });
      const ids = [source.put('behave', { do: 'spin', ms: 60_000 }), source.put('a')];
      await eventually(
        () => host.status().workers.filter(({ running }) => running > 0).length === 2,
      );
      expect(await timed(() => host.stop({ force: true }))).to.be.below(1500);
      expect(source.accepted.map(({ kind }) => kind)).to.deep.equal(['handed-back', 'handed-back']);
      expect(source.accepted.map(({ taskId }) => taskId)).to.have.members(ids);
    });

    it('is forced while it is under way, and stays one promise', async () => {
      const { host, source } = await startedHost(inlineWorker('a', never), {
        drainTimeout: 60_000,
      });
      source.put('a');
      await eventually(() => host.status().workers[0]?.running === 1);
      const stopped = host.stop();
      await eventually(() => host.status().state === 'draining');
      expect(
        await timed(async () => {
          expect(host.stop({ force: true })).to.equal(stopped);
          await stopped;
        }),
      ).to.be.below(1500);
    });

    it('ends forced within a second and a half while the engine takes nothing, and says what is lost', async () => {
      const { host, source } = await startedHost(inlineWorker('a'), { drainTimeout: 60_000 });
      source.deliverFailure = () => sourceError('unreachable');
      source.put('a');
      await eventually(() => source.tries.length > 2);
      let error: unknown;
      const ms = await timed(() =>
        host.stop({ force: true }).catch((reason: unknown) => (error = reason)),
      );
      expect(ms).to.be.below(1500);
      expect(error).to.have.property('code', 'ERR_WH_UNDELIVERED');
    });

    it('takes no time where nothing runs', async () => {
      const { host } = await startedHost(inlineWorker('a'), { drainTimeout: 60_000 });
      expect(await timed(() => host.stop())).to.be.below(1000);
    });
  });
});
