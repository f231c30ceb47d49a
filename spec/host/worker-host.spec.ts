import { expect } from 'chai';
import { SettingsError } from '../../lib/errors/settings-error.ts';
import { WorkerHostError } from '../../lib/errors/worker-host-error.ts';
import type { WorkerHostEvents } from '../../lib/host/worker-host-events.ts';
import { WorkerHost } from '../../lib/host/worker-host.ts';
import type { WorkerAbc } from '../../lib/worker/worker-abc.ts';
import { defineWorker } from '../../lib/worker/define-worker.ts';
import behaviours from '../fixtures/workers/behaviours.ts';
import { eventually } from '../support/eventually.ts';
import { Gate } from '../support/gate.ts';
import { inlineWorker, memoryHost, quick, startedHost, stopHosts } from '../support/memory-host.ts';

const quickFlags = { set: ['poll_timeout=20', 'polling_interval=5'] };

async function failure(promise: Promise<unknown>): Promise<WorkerHostError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(WorkerHostError);
  return error as WorkerHostError;
}

describe('WorkerHost', () => {
  afterEach(stopHosts);

  describe('start', () => {
    it('resolves when every runner polls', async () => {
      const { host, source } = await startedHost([inlineWorker('a'), inlineWorker('b')]);
      expect(source.polls.map(({ taskType }) => taskType)).to.include.members(['a', 'b']);
      expect(host.status().state).to.equal('running');
    });

    it('resolves when the threads of every worker are there', async () => {
      const { host } = await startedHost(behaviours, { flags: quickFlags });
      const threads = host.status().workers.flatMap((worker) => worker.threads);
      expect(threads.map(({ state }) => state)).to.deep.equal(['ready', 'ready']);
    });

    it('is rejected when it was called before', async () => {
      const { host } = await startedHost(inlineWorker('a'));
      const error = await failure(host.start());
      expect(error.code).to.equal('ERR_WH_STATE');
      expect(error.message).to.include('running');
      expect(host.status().state).to.equal('running');
    });

    it('is rejected while another one is under way, which goes on', async () => {
      const { host } = memoryHost(inlineWorker('a'));
      const first = host.start();
      expect((await failure(host.start())).code).to.equal('ERR_WH_STATE');
      await first;
      expect(host.status().state).to.equal('running');
    });

    it('is rejected after a stop', async () => {
      const { host } = await startedHost(inlineWorker('a'));
      await host.stop();
      const error = await failure(host.start());
      expect(error.code).to.equal('ERR_WH_STATE');
      expect(error.message).to.include('stopped');
    });

    it('is rejected while the host stops that was never started', async () => {
      const { host, source } = memoryHost(inlineWorker('a'));
      const stopped = host.stop();
      expect((await failure(host.start())).code).to.equal('ERR_WH_STATE');
      await stopped;
      expect(host.status().state).to.equal('stopped');
      expect(source.polls).to.deep.equal([]);
    });

    it('names all bad settings at once', async () => {
      const bad = { concurrency: -1, pollingInterval: 'often' as unknown as number };
      const { host } = memoryHost([inlineWorker('a', undefined, bad)], {
        drainTimeout: -5,
        maxHeldPolls: 0,
      });
      const error = await failure(host.start());
      expect(error).to.be.instanceOf(SettingsError);
      for (const key of ['concurrency', 'polling', 'drain', 'held']) {
        expect(error.message.toLowerCase()).to.include(key);
      }
      expect((error as unknown as { problems: string[] }).problems.length).to.equal(4);
      expect(host.status().state).to.equal('failed');
    });

    it('names both workers that would poll the same queue', async () => {
      const { host } = memoryHost([inlineWorker('a'), inlineWorker('a')]);
      const error = await failure(host.start());
      expect(error).to.be.instanceOf(SettingsError);
      expect(error.message).to.include('a');
    });

    it('fails with the file and the reason where a module can not be loaded, and leaves nothing behind', async () => {
      // Mocha sets the test's own timer only once the test has returned its promise.
      await new Promise(setImmediate);
      const before = process.getActiveResourcesInfo().sort();
      const orphan = defineWorker('orphan', () => ({}), quick);
      // Threads look for the worker by name in the module that made it; this one has none at its top level.
      const { host } = memoryHost([orphan]);
      const error = await failure(host.start());
      expect(error.code).to.equal('ERR_WH_MODULE');
      expect(error.message).to.include('worker-host.spec');
      await eventually(() => expect(process.getActiveResourcesInfo().sort()).to.deep.equal(before));
    });

    it('closes the source after it failed', async () => {
      const { host, source } = memoryHost([defineWorker('orphan', () => ({}))]);
      await failure(host.start());
      expect(source.closed).to.equal(1);
    });
  });

  describe('what it is made of', () => {
    it('takes one worker as well as a list', async () => {
      const { host } = await startedHost(inlineWorker('a'));
      expect(host.status().workers.map(({ names }) => names)).to.deep.equal([['a']]);
    });

    it('refuses what is no worker, and says which one', () => {
      expect(
        () => new WorkerHost([inlineWorker('a'), {} as unknown as ReturnType<typeof inlineWorker>]),
      )
        .to.throw(WorkerHostError, 'workers[1]')
        .with.property('code', 'ERR_WH_WORKER');
    });

    it('tells who gave a class that it must be an instance', () => {
      class Forgotten {}
      expect(() => new WorkerHost([Forgotten as unknown as WorkerAbc])).to.throw(
        'the class Forgotten; make an instance of it',
      );
    });

    it('runs several instances of one class, each for its own task', async () => {
      const { host, source } = await startedHost(behaviours, { flags: quickFlags });
      const many = source.put('behave', { do: 'echo', value: 1 });
      const alone = source.put('behave_alone', { do: 'echo', value: 2 });
      await eventually(() => source.accepted.length === 2);
      const valueOf = (id: string): unknown =>
        JSON.parse(source.accepted.find(({ taskId }) => taskId === id)?.output ?? '{}');
      expect(valueOf(many)).to.include({ value: 1 });
      expect(valueOf(alone)).to.include({ value: 2 });
      expect(host.status().workers.map(({ completed }) => completed)).to.deep.equal([1, 1]);
    });

    it('polls the names of a list in turn', async () => {
      const { source } = await startedHost(inlineWorker(['a', 'b', 'c']));
      await eventually(() => source.polls.length >= 6);
      const order = source.polls.slice(0, 6).map(({ taskType }) => taskType);
      expect(order).to.deep.equal(['a', 'b', 'c', 'a', 'b', 'c']);
    });

    it('polls for the slots that a burst of tasks has left before it sends their results', async () => {
      const burst = new Gate();
      const { source } = await startedHost(inlineWorker('a', burst.execute, { concurrency: 3 }));
      for (let n = 0; n < 3; n += 1) source.put('a');
      await eventually(() => source.handedOut.length === 3);
      const polls = source.polls.length;
      const asked: (number | undefined)[] = [];
      source.deliverFailure = () => {
        asked.push(source.polls[polls]?.count);
        return null;
      };
      burst.endAll();
      await eventually(() => source.accepted.length === 3);
      // Three slots, and one ahead.
      expect(asked).to.deep.equal([4, 4, 4]);
    });

    it('polls for no worker while results of another wait for a request, and then at once', async () => {
      let take = (): void => undefined;
      const taken = new Promise<void>((resolve) => (take = resolve));
      const many = inlineWorker('many', undefined, { concurrency: 200 });
      const { host, source } = await startedHost([many, inlineWorker('few')]);
      source.answered = () => taken;
      for (let n = 0; n < 200; n += 1) source.put('many');
      await eventually(() => host.status().workers.every(({ pollPace }) => pollPace === 'full'));
      source.put('few');
      take();
      await eventually(() => source.accepted.length === 201, 4000);
    });

    it('runs beside another host in the same process', async () => {
      const first = await startedHost(inlineWorker('a', () => ({ by: 1 })));
      const second = await startedHost(inlineWorker('a', () => ({ by: 2 })));
      first.source.put('a');
      await eventually(() => first.source.accepted.length === 1);
      await first.host.stop();
      second.source.put('a');
      await eventually(() => second.source.accepted.length === 1);
      expect(second.source.accepted[0]?.output).to.equal('{"by":2}');
    });
  });

  describe('methods that a worker overrides', () => {
    it('polls with the domain and identity that they give', async () => {
      const worker = inlineWorker('a', undefined, { domain: 'option' });
      Object.assign(worker, { getDomain: () => 'nice', getIdentity: () => 'me' });
      const { host, source } = await startedHost(worker);
      expect(source.polls[0]).to.include({ domain: 'nice', workerId: 'me' });
      expect(host.status().workers[0]?.domain).to.equal('nice');
    });

    it('takes seconds from getPollingIntervalInSeconds', async () => {
      const worker = inlineWorker('a');
      Object.assign(worker, { getPollingIntervalInSeconds: () => 0.25 });
      const { host } = await startedHost(worker);
      expect(host.status().workers[0]?.pollingInterval).to.equal(250);
    });

    it('asks paused() again and again', async () => {
      let paused = true;
      const worker = inlineWorker('a');
      Object.assign(worker, { paused: () => paused });
      const { host, source } = await startedHost(worker);
      expect(host.status().workers[0]?.state).to.equal('paused');
      expect(source.polls).to.deep.equal([]);
      paused = false;
      await eventually(() => source.polls.length > 0);
      expect(host.status().workers[0]?.state).to.equal('polling');
    });

    it('lets a flag beat paused()', async () => {
      const worker = inlineWorker('a');
      Object.assign(worker, { paused: () => true });
      const { source } = await startedHost(worker, { flags: { set: ['paused=false'] } });
      await eventually(() => source.polls.length > 0);
    });

    it('polls on when paused() begins to throw, and says so', async () => {
      let broken = false;
      const worker = inlineWorker('a');
      Object.assign(worker, {
        paused: () => {
          if (broken) throw new Error('no such file');
          return false;
        },
      });
      const { source, log } = await startedHost(worker);
      broken = true;
      await eventually(() => log.messages('error').length > 0);
      source.put('a');
      await eventually(() => source.accepted.length === 1);
      expect(log.messages('error')).to.deep.equal(['paused() of a worker threw; it polls on']);
    });
  });

  describe('pause and resume', () => {
    it('stops and resumes polling for one name', async () => {
      const { host, source } = await startedHost([inlineWorker('a'), inlineWorker('b')]);
      host.pause('a');
      await eventually(() => source.held === 0 || source.polls.at(-1)?.taskType === 'b');
      await eventually(() => {
        const { length } = source.polls;
        return length > 10 && source.polls.slice(-8).every(({ taskType }) => taskType === 'b');
      });
      const id = source.put('a');
      expect(host.status().workers.map(({ state }) => state)).to.deep.equal(['paused', 'polling']);
      host.resume('a');
      await eventually(() => source.accepted.some(({ taskId }) => taskId === id));
    });

    it('stops and resumes polling for all', async () => {
      const { host } = await startedHost([inlineWorker('a'), inlineWorker(['b', 'c'])]);
      const states = (): string[] => host.status().workers.map(({ state }) => state);
      host.pause();
      expect(states()).to.deep.equal(['paused', 'paused']);
      host.resume();
      expect(states()).to.deep.equal(['polling', 'polling']);
    });

    it('lets running tasks go on', async () => {
      const gate = new Gate();
      const { host, source } = await startedHost(inlineWorker('a', gate.execute));
      const id = source.put('a');
      await eventually(() => gate.running.length === 1);
      host.pause('a');
      gate.end(id);
      await eventually(() => source.accepted.length === 1);
    });

    it('starts without polling where a worker is paused by its settings', async () => {
      const { host, source } = await startedHost(inlineWorker('a', undefined, { paused: true }));
      expect(host.status().workers[0]?.state).to.equal('paused');
      expect(source.polls).to.deep.equal([]);
      host.resume('a');
      await eventually(() => source.polls.length > 0);
    });

    it('names the workers that there are where a name is unknown', async () => {
      const { host } = await startedHost([inlineWorker('a'), inlineWorker('b')]);
      expect(() => host.pause('c'))
        .to.throw(WorkerHostError, /named c.*a, b/)
        .with.property('code', 'ERR_WH_WORKER');
    });

    it('says that the host must be started first', () => {
      const { host } = memoryHost(inlineWorker('a'));
      expect(() => host.pause())
        .to.throw('start it')
        .with.property('code', 'ERR_WH_STATE');
    });
  });

  describe('stop', () => {
    it('is one promise for all who call it', async () => {
      const { host, source } = await startedHost(inlineWorker('a'));
      const first = host.stop();
      expect(host.stop()).to.equal(first);
      await first;
      expect(host.stop()).to.equal(first);
      expect(source.closed).to.equal(1);
    });

    it('ends a host that was never started', async () => {
      const { host, source } = memoryHost(inlineWorker('a'));
      await host.stop();
      await host.done;
      expect(host.status().state).to.equal('stopped');
      expect(source.polls).to.deep.equal([]);
    });

    it('ends a host that is being started', async () => {
      const { host } = memoryHost(behaviours, { flags: quickFlags });
      const started = host.start();
      await host.stop();
      await started;
      expect(host.status().state).to.equal('stopped');
    });

    it('waits for running tasks and the acceptance of their results', async () => {
      const gate = new Gate();
      const { host, source } = await startedHost(inlineWorker('a', gate.execute));
      const id = source.put('a');
      await eventually(() => gate.running.length === 1);
      const stopped = host.stop();
      await eventually(() => host.status().state === 'draining');
      gate.end(id);
      await stopped;
      expect(source.accepted.map(({ taskId, kind }) => [taskId, kind])).to.deep.equal([
        [id, 'completed'],
      ]);
    });

    it('polls no more once it was called', async () => {
      const { host, source } = await startedHost(inlineWorker('a'));
      const other = await startedHost(inlineWorker('a'));
      await host.stop();
      const { length } = source.polls;
      source.put('a');
      // Time enough for another host to poll again and again.
      const polls = other.source.polls.length;
      await eventually(() => other.source.polls.length >= polls + 10);
      expect(source.polls.length).to.equal(length);
    });

    it('leaves no listener, thread or timer behind', async () => {
      const signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'exit', 'uncaughtException'] as const;
      const listeners = (): number[] =>
        signals.map((name) => process.listeners(name as 'exit').length);
      // Mocha sets the test's own timer only once the test has returned its promise.
      await new Promise(setImmediate);
      const before = { handles: process.getActiveResourcesInfo().sort(), listeners: listeners() };
      const { host, source } = memoryHost([...behaviours, inlineWorker('a')], {
        flags: quickFlags,
      });
      await host.start();
      expect(listeners()).to.deep.equal(before.listeners);
      source.put('behave', { do: 'sleep', ms: 5 });
      await eventually(() => source.accepted.length === 1);
      await host.stop();
      expect(listeners()).to.deep.equal(before.listeners);
      await eventually(() =>
        expect(process.getActiveResourcesInfo().sort()).to.deep.equal(before.handles),
      );
    });

    it('happens at the end of a block that uses the host', async () => {
      const { host, source } = memoryHost(inlineWorker('a'));
      {
        await using used = host;
        await used.start();
      }
      expect(host.status().state).to.equal('stopped');
      expect(source.closed).to.equal(1);
    });
  });

  describe('done', () => {
    it('resolves when the host has stopped, not before', async () => {
      const { host } = await startedHost(inlineWorker('a'));
      let settled = 0;
      void host.done.then(() => settled++);
      await new Promise(setImmediate);
      expect(settled).to.equal(0);
      await host.stop();
      await host.stop();
      await host.done;
      expect(settled).to.equal(1);
    });

    it('is rejected with the error of a start that failed', async () => {
      const { host } = memoryHost(inlineWorker('a'), { maxHeldPolls: -1 });
      const error = await failure(host.start());
      expect(await failure(host.done)).to.equal(error);
      await host.stop();
    });
  });

  describe('events', () => {
    const names = [
      'host:started',
      'host:draining',
      'host:stopped',
      'tasks:polled',
      'task:started',
      'task:completed',
      'task:failed',
      'task:deferred',
      'task:handed-back',
      'result:accepted',
    ] as const satisfies readonly (keyof WorkerHostEvents)[];

    function record({ host }: { host: WorkerHost }): Map<string, unknown[]> {
      const seen = new Map<string, unknown[]>();
      for (const name of names) {
        host.on(name, (event: unknown) => seen.set(name, [...(seen.get(name) ?? []), event]));
      }
      return seen;
    }

    it('tells the way of a task from poll to acceptance', async () => {
      const running = memoryHost(inlineWorker('a'));
      const seen = record(running);
      await running.host.start();
      const taskId = running.source.put('a');
      await eventually(() => seen.has('result:accepted'));
      await running.host.stop();
      const task = { worker: 'a', taskType: 'a', taskId, workflowId: 'w1' };
      expect([...seen.keys()]).to.deep.equal([
        'host:started',
        'tasks:polled',
        'task:started',
        'task:completed',
        'result:accepted',
        'host:draining',
        'host:stopped',
      ]);
      expect(seen.get('host:started')).to.deep.equal([{ workers: ['a'] }]);
      expect(seen.get('tasks:polled')).to.deep.equal([{ worker: 'a', count: 1 }]);
      expect(seen.get('task:started')).to.deep.equal([task]);
      const [completed] = seen.get('task:completed') as [{ durationMs: number }];
      expect(completed).to.deep.equal({ ...task, durationMs: completed.durationMs });
      expect(completed.durationMs).to.be.within(0, 5000);
      expect(seen.get('result:accepted')).to.deep.equal([task]);
      expect(seen.get('host:draining')).to.deep.equal([{ inFlight: 0 }]);
      expect(seen.get('host:stopped')).to.deep.equal([{ undelivered: 0 }]);
    });

    it('tells of a failure its reason and whether it may be tried again', async () => {
      const running = memoryHost(
        inlineWorker('a', ({ inputData }) => {
          throw Object.assign(new Error('out of paper'), { retryable: inputData['retryable'] });
        }),
      );
      const seen = record(running);
      await running.host.start();
      running.source.put('a', { retryable: true });
      running.source.put('a', { retryable: false });
      await eventually(() => seen.get('task:failed')?.length === 2);
      const [first, second] = seen.get('task:failed') as object[];
      expect(first).to.include({ reason: 'out of paper', retryable: true });
      expect(second).to.include({ reason: 'out of paper', retryable: false });
    });

    it('tells of a deferred task for how long', async () => {
      const running = memoryHost(
        inlineWorker('a', function (task) {
          const result = this.getTaskResultFromTask(task);
          return Object.assign(result, { status: 'IN_PROGRESS', callbackAfterSeconds: 7 });
        }),
      );
      const seen = record(running);
      await running.host.start();
      running.source.put('a');
      await eventually(() => seen.has('task:deferred'));
      expect(seen.get('task:deferred')?.[0]).to.include({ worker: 'a', seconds: 7 });
      expect(running.host.status().workers[0]).to.include({ deferred: 1, completed: 0 });
    });

    it('goes on when a listener throws, and calls the other listeners', async () => {
      const { host, source, log } = memoryHost(inlineWorker('a'));
      const called: string[] = [];
      for (const name of names) {
        host.on(name, () => {
          throw new Error('a bad listener');
        });
        host.on(name, () => called.push(name));
      }
      await host.start();
      source.put('a');
      await eventually(() => source.accepted.length === 1);
      await host.stop();
      expect(called).to.include.members(['task:started', 'task:completed', 'host:stopped']);
      expect(log.messages('error')).to.include('a listener threw');
    });

    it('goes on when an asynchronous listener is rejected', async () => {
      const { host, source, log } = memoryHost(inlineWorker('a'));
      // eslint-disable-next-line @typescript-eslint/no-misused-promises -- what users do all the same
      host.on('task:started', async () => {
        await Promise.resolve();
        throw new Error('a bad listener');
      });
      await host.start();
      source.put('a');
      await eventually(() => log.messages('error').includes('a listener threw'));
      await eventually(() => source.accepted.length === 1);
    });

    it('calls a listener made by once a single time', async () => {
      const { host, source } = memoryHost(inlineWorker('a'));
      let calls = 0;
      host.once('task:completed', () => calls++);
      await host.start();
      source.put('a');
      source.put('a');
      await eventually(() => source.accepted.length === 2);
      expect(calls).to.equal(1);
    });
  });

  describe('status', () => {
    it('is idle and empty before the start', () => {
      const { host } = memoryHost(inlineWorker('a'));
      expect(host.status()).to.deep.include({ state: 'idle', startedAt: null, workers: [] });
    });

    it('is plain data', async () => {
      const { host } = await startedHost([inlineWorker('a'), ...behaviours]);
      const status = host.status();
      expect(JSON.parse(JSON.stringify(status))).to.deep.equal(status);
    });

    it('counts what each worker does', async () => {
      const gate = new Gate();
      const { host, source } = await startedHost(
        inlineWorker('a', gate.execute, { concurrency: 3, domain: 'd' }),
      );
      const first = source.put('a', {}, { domain: 'd' });
      source.put('a', {}, { domain: 'd' });
      await eventually(() => gate.running.length === 2);
      gate.end(first);
      await eventually(() => source.accepted.length === 1 && host.status().delivery.pending === 0);
      const [worker] = host.status().workers;
      expect(worker).to.deep.include({
        names: ['a'],
        domain: 'd',
        isolation: 'inline',
        state: 'polling',
        concurrency: 3,
        threads: [],
        running: 1,
        waiting: 0,
        freeSlots: 2,
        completed: 1,
        failed: 0,
        deferred: 0,
        handedBack: 0,
        lastError: null,
      });
      expect(Date.parse(worker?.lastPollAt ?? '')).to.be.closeTo(Date.now(), 5000);
      expect(Date.parse(worker?.lastTaskAt ?? '')).to.be.closeTo(Date.now(), 5000);
      gate.endAll();
    });

    it('tells what it knows of the engine', async () => {
      const { host } = await startedHost(inlineWorker('a'));
      await eventually(() => host.status().engine.reachable === true);
      const { engine } = host.status();
      expect(engine).to.include({ description: 'an engine in memory', lastError: null });
      expect(Date.parse(engine.since ?? '')).to.be.closeTo(Date.now(), 5000);
    });
  });
});
