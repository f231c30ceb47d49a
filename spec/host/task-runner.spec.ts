import { expect } from 'chai';
import { sourceError } from '../delivery/fake-engine.ts';
import { eventually } from '../support/eventually.ts';
import { completed, failed } from '../support/hand-pool.ts';
import { inlineWorker, memoryHost, startedHost, stopHosts } from '../support/memory-host.ts';
import { RunnerScene } from './runner-scene.ts';

const never = (): Promise<never> => new Promise(() => undefined);
const deferred = { kind: 'deferred', output: '{}', deferSeconds: 0, logs: [] } as const;

describe('TaskRunner', () => {
  afterEach(stopHosts);

  describe('with what a poll brings', () => {
    it('starts no task twice that the engine hands out twice', async () => {
      const scene = await new RunnerScene({ slots: 4 }).start();
      scene.source.put('a', {}, { taskId: 'same' });
      await scene.put('a', {}, { taskId: 'same' });
      expect(scene.pool.submitted.length).to.equal(1);
      expect(scene.log.messages('warn')).to.include(
        'the engine handed out a task that is here already',
      );
    });

    it('polls none ahead of a first task, whose length it does not know', async () => {
      const scene = await new RunnerScene().start();
      await scene.put();
      const polls = scene.source.polls.length;
      scene.source.put('a');
      await scene.pass(60_000);
      expect(scene.source.polls.length).to.equal(polls);
      expect(scene.source.handedOut.length).to.equal(1);
    });

    it('polls one ahead once tasks turn out to be short, and starts it when a slot is free', async () => {
      const scene = await new RunnerScene().start();
      const ids = [await scene.put(), await scene.put(), await scene.put()];
      scene.pool.end(ids[0] ?? '');
      await scene.pass(100);
      expect(scene.source.handedOut).to.deep.equal(ids);
      expect([...scene.pool.running.keys()]).to.deep.equal([ids[1]]);
      expect(scene.runner.status()).to.include({ running: 1, waiting: 1, freeSlots: 0 });
      scene.pool.end(ids[1] ?? '');
      expect([...scene.pool.running.keys()]).to.deep.equal([ids[2]]);
    });

    it('gives a task the limit of its definition, less the time that it waited here', async () => {
      const scene = await new RunnerScene({ settings: {} }).start();
      const definition = { workflowTask: { taskDefinition: { timeoutSeconds: 60 } } };
      scene.source.surplus = 1;
      scene.source.put('a', {}, definition);
      const second = scene.source.put('a', {}, definition);
      await scene.pass(100);
      const [first] = scene.pool.running.keys();
      await scene.pass(2000);
      scene.pool.end(first ?? '');
      expect(scene.pool.submitted.map(({ limitMs }) => limitMs)).to.deep.equal([58_500, 56_500]);
      expect([...scene.pool.running.keys()]).to.deep.equal([second]);
    });

    it('runs a task again that the engine hands out anew before it has answered that it is deferred', async () => {
      const scene = await new RunnerScene({ slots: 2 }).start();
      const taskId = await scene.put('a', {}, { pollCount: 1 });
      let answer!: () => void;
      scene.source.answered = () => new Promise((resolve) => (answer = resolve));
      scene.pool.end(taskId, deferred);
      await scene.put('a', {}, { taskId, pollCount: 2 });
      answer();
      await scene.pass(0);
      expect(scene.pool.submitted.length).to.equal(2);
      scene.pool.end(taskId);
      await scene.pass(0);
      answer();
      await scene.pass(0);
      expect(scene.sent).to.deep.equal([`${taskId} deferred`, `${taskId} completed`]);
      expect(scene.inFlight.size).to.equal(0);
    });

    it('does not run a task again that comes twice while its result is under way', async () => {
      const scene = await new RunnerScene({ slots: 2 }).start();
      const taskId = await scene.put('a', {}, { pollCount: 1 });
      scene.source.deliverFailure = () => sourceError('unavailable');
      scene.pool.end(taskId);
      await scene.put('a', {}, { taskId, pollCount: 1 });
      scene.source.deliverFailure = null;
      await scene.pass(60_000);
      expect(scene.sent).to.deep.equal([`${taskId} completed`]);
      expect(scene.pool.submitted.length).to.equal(1);
    });
  });

  describe('with a task that is over in the engine', () => {
    it('aborts its signal once, with what happened to it, and tells so', async () => {
      const scene = await new RunnerScene().start();
      const told: object[] = [];
      scene.emitter.on('task:cancelled', (event) => told.push(event));
      const taskId = await scene.put();
      scene.runner.cancel(scene.entry(taskId), 'cancelled');
      scene.runner.cancel(scene.entry(taskId), 'gone');
      expect(scene.pool.cancelled).to.deep.equal([
        { taskId, reason: 'The task was cancelled: its workflow is over.' },
      ]);
      expect(told.length).to.equal(1);
      expect(told[0]).to.include({ worker: 'a', taskId, state: 'cancelled' });
      expect(scene.runner.status()).to.include({ cancelled: 1, running: 1 });
    });

    for (const [how, end] of [
      ['completes all the same', completed],
      ['fails', failed],
      ['defers itself', deferred],
    ] as const) {
      it(`drops its result and frees its slot when it ${how}`, async () => {
        const scene = await new RunnerScene().start();
        const taskId = await scene.put();
        scene.runner.cancel(scene.entry(taskId), 'timed-out');
        scene.pool.end(taskId, end);
        await scene.pass(1000);
        expect(scene.source.tries).to.deep.equal([]);
        expect(scene.inFlight.size).to.equal(0);
        expect(scene.runner.status()).to.include({ running: 0, freeSlots: 1, completed: 0 });
        const next = await scene.put();
        expect([...scene.pool.running.keys()]).to.deep.equal([next]);
      });
    }

    it('ends it by force, and drops what comes of that', async () => {
      const scene = await new RunnerScene().start();
      const taskId = await scene.put();
      scene.runner.cancel(scene.entry(taskId), 'gone');
      scene.runner.kill(scene.entry(taskId));
      await scene.pass(1000);
      expect(scene.source.tries).to.deep.equal([]);
      expect(scene.runner.status()).to.include({ running: 0, failed: 0 });
    });

    it('extends its lease no more', async () => {
      const scene = await new RunnerScene().start();
      const taskId = await scene.put('a', {}, { responseTimeoutSeconds: 1 });
      scene.leases.keep(scene.entry(taskId).task, scene.clock.now());
      scene.runner.cancel(scene.entry(taskId), 'cancelled');
      scene.pool.end(taskId);
      expect(scene.leases.size).to.equal(0);
    });

    it('sends nothing of it when the host stops before it has ended', async () => {
      const scene = await new RunnerScene().start();
      const taskId = await scene.put();
      scene.runner.cancel(scene.entry(taskId), 'cancelled');
      const stop = scene.stop();
      await scene.pass(12_000);
      expect(stop.over).to.equal(true);
      expect(scene.source.tries).to.deep.equal([]);
      expect(scene.inFlight.size).to.equal(0);
    });
  });

  it('ends a task by force whose worker runs on, with a failure', async () => {
    const scene = await new RunnerScene().start();
    const taskId = await scene.put();
    scene.runner.kill(scene.entry(taskId));
    await scene.pass(0);
    expect(scene.sent).to.deep.equal([`${taskId} failed`]);
  });

  describe('when it stops', () => {
    it('ends at once where nothing runs', async () => {
      const scene = await new RunnerScene().start();
      const stop = scene.stop();
      await scene.pass(0);
      expect(stop.over).to.equal(true);
    });

    it('polls no more, and hands back at once what was not started, with its output', async () => {
      const scene = await new RunnerScene({ slots: 1 }).start();
      scene.source.surplus = 1;
      scene.source.put('a');
      const ahead = scene.source.put('a', {}, { outputData: { step: 3 } });
      await scene.pass(100);
      scene.stop();
      await scene.pass(0);
      expect(scene.sent).to.deep.equal([`${ahead} handed-back`]);
      expect(scene.source.accepted[0]?.output).to.equal('{"step":3}');
      const polls = scene.source.polls.length;
      await scene.pass(9000);
      expect(scene.source.polls.length).to.equal(polls);
    });

    it('lets a running task finish', async () => {
      const scene = await new RunnerScene().start();
      const taskId = await scene.put();
      const stop = scene.stop();
      await scene.pass(9000);
      expect(stop.over).to.equal(false);
      scene.pool.end(taskId);
      await scene.pass(0);
      expect(stop.over).to.equal(true);
      expect(scene.sent).to.deep.equal([`${taskId} completed`]);
      expect(scene.pool.cancelled).to.deep.equal([]);
    });

    for (const { onDrainTimeout, kind } of [
      { onDrainTimeout: 'hand_back', kind: 'handed-back' },
      { onDrainTimeout: 'fail', kind: 'failed' },
    ] as const) {
      it(`ends what still runs at its deadline: signal, a second, force, ${onDrainTimeout}`, async () => {
        const scene = await new RunnerScene({ onDrainTimeout }).start();
        const taskId = await scene.put();
        const stop = scene.stop();
        await scene.pass(9999);
        expect(scene.pool.cancelled).to.deep.equal([]);
        await scene.pass(1);
        expect(scene.pool.cancelled).to.deep.equal([{ taskId, reason: 'no time is left' }]);
        await scene.pass(999);
        expect(stop.over).to.equal(false);
        await scene.pass(1);
        expect(stop.over).to.equal(true);
        expect(scene.sent).to.deep.equal([`${taskId} ${kind}`]);
        if (kind === 'failed') {
          expect(scene.source.accepted[0]?.reason).to.equal('no time is left');
        }
      });

      it(`takes a failure on that signal for: ${onDrainTimeout}`, async () => {
        const scene = await new RunnerScene({ onDrainTimeout }).start();
        const taskId = await scene.put();
        const stop = scene.stop();
        await scene.pass(10_000);
        scene.pool.end(taskId, failed);
        await scene.pass(0);
        expect(stop.over).to.equal(true);
        expect(scene.sent).to.deep.equal([`${taskId} ${kind}`]);
      });
    }

    it('delivers what a task still completes after that signal', async () => {
      const scene = await new RunnerScene().start();
      const taskId = await scene.put();
      scene.stop();
      await scene.pass(10_500);
      scene.pool.end(taskId);
      await scene.pass(0);
      expect(scene.sent).to.deep.equal([`${taskId} completed`]);
    });

    it('waits for nothing once it is forced: half a second for each step', async () => {
      const scene = await new RunnerScene().start();
      const taskId = await scene.put();
      const stop = scene.stop();
      await scene.pass(1000);
      scene.drain.force();
      await scene.pass(500);
      expect(stop.over).to.equal(true);
      expect(scene.sent).to.deep.equal([`${taskId} handed-back`]);
    });

    it('hands back a task whose input it is still fetching', async () => {
      const scene = await new RunnerScene({ drainTimeout: 0 }).start();
      scene.source.inputOf = never;
      const taskId = await scene.put('a', {}, { externalInputPayloadStoragePath: 'x' });
      const stop = scene.stop();
      await scene.pass(2000);
      expect(stop.over).to.equal(true);
      expect(scene.sent).to.deep.equal([`${taskId} handed-back`]);
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
  });

  describe('when the engine is back', () => {
    it('polls at once instead of waiting for its next try', async () => {
      const scene = await new RunnerScene().start();
      scene.source.pollFailure = sourceError('unreachable');
      await scene.pass(120_000);
      scene.source.pollFailure = null;
      const polls = scene.source.polls.length;
      await scene.pass(100);
      expect(scene.source.polls.length).to.equal(polls);
      scene.runner.hurry();
      await scene.pass(0);
      expect(scene.source.polls.length).to.be.above(polls);
    });

    it('keeps its pause where it had not failed', async () => {
      const scene = await new RunnerScene({ settings: { pollingInterval: 60_000 } }).start();
      const polls = scene.source.polls.length;
      scene.runner.hurry();
      await scene.pass(1000);
      expect(scene.source.polls.length).to.equal(polls);
    });
  });
});
