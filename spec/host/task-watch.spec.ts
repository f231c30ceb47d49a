import { expect } from 'chai';
import { CancellationWatch } from '../../lib/host/cancellation-watch.ts';
import { InFlight, type InFlightState, type InFlightTask } from '../../lib/host/in-flight.ts';
import { LeaseKeeper } from '../../lib/host/lease-keeper.ts';
import { LookUps } from '../../lib/host/look-ups.ts';
import { TaskQueue } from '../../lib/host/task-queue.ts';
import { TaskWatch } from '../../lib/host/task-watch.ts';
import type { WorkerSettings } from '../../lib/settings/worker-settings.ts';
import type { TaskReference, TaskState } from '../../lib/sources/task-source.ts';
import { FakeClock } from '../delivery/fake-clock.ts';
import { taskOf } from '../support/task-of.ts';

const queue = new TaskQueue('a', { pollingInterval: 100, pollTimeout: 0 } as WorkerSettings);

class Scene {
  readonly clock = new FakeClock();
  readonly inFlight = new InFlight(this.clock);
  readonly extended: string[] = [];
  readonly lookedUp: string[] = [];
  readonly killed: string[] = [];
  state: TaskState = 'running';
  readonly leases = new LeaseKeeper(
    { extendLease: (task) => this.#note(this.extended, task) },
    this.clock,
    { onExtended: () => undefined, onFailed: () => undefined },
  );
  readonly watch = new TaskWatch(
    {
      inFlight: this.inFlight,
      leases: this.leases,
      cancellations: new CancellationWatch(
        new LookUps(
          { lookUp: (task) => this.#note(this.lookedUp, task).then(() => this.state) },
          this.clock,
        ),
        this.clock,
        () => undefined,
      ),
      clock: this.clock,
    },
    { cancelGrace: 5000 },
  );

  add(taskId: string, state: InFlightState, responseTimeoutSeconds?: number): InFlightTask {
    const owner = {
      cancel: (entry: InFlightTask, over: TaskState) => {
        entry.over = over;
        entry.signalledAt = this.clock.now();
      },
      abort: () => undefined,
      kill: (entry: InFlightTask) => {
        this.killed.push(entry.task.taskId);
        this.inFlight.remove(entry);
      },
    };
    const lease = responseTimeoutSeconds === undefined ? {} : { responseTimeoutSeconds };
    const entry = this.inFlight.add(taskOf(taskId, lease), queue, owner);
    if (entry === undefined) throw new Error(`${taskId} is there`);
    entry.state = state;
    if (state !== 'waiting') entry.startedAt = this.clock.now();
    return entry;
  }

  #note(list: string[], { taskId }: TaskReference): Promise<void> {
    list.push(taskId);
    return Promise.resolve();
  }
}

describe('TaskWatch', () => {
  for (const state of ['waiting', 'running', 'delivering'] as const) {
    it(`extends a lease of a second in time for a task that is ${state}`, async () => {
      const scene = new Scene();
      scene.watch.start();
      await scene.clock.advance(90);
      scene.add('t', state, 1);
      await scene.clock.advance(980);
      expect(scene.extended.length).to.be.at.least(1);
      await scene.clock.advance(10_000);
      expect(scene.extended.length).to.be.within(11, 33);
    });
  }

  it('costs a short task nothing', async () => {
    const scene = new Scene();
    scene.watch.start();
    scene.add('t', 'running', 30);
    await scene.clock.advance(1750);
    expect([...scene.extended, ...scene.lookedUp]).to.deep.equal([]);
  });

  it('looks up what runs, and nothing else', async () => {
    const scene = new Scene();
    scene.watch.start();
    for (const state of ['waiting', 'running', 'delivering'] as const) scene.add(state, state);
    await scene.clock.advance(10_000);
    expect(new Set(scene.lookedUp)).to.deep.equal(new Set(['running']));
  });

  it('notices within five seconds that a task is over, and ends it by force after the grace', async () => {
    const scene = new Scene();
    scene.watch.start();
    const entry = scene.add('t', 'running');
    scene.state = 'cancelled';
    await scene.clock.advance(4999);
    expect(entry.over).to.equal('cancelled');
    await scene.clock.advance(entry.signalledAt + 4750 - scene.clock.now());
    expect(scene.killed).to.deep.equal([]);
    await scene.clock.advance(500);
    expect(scene.killed).to.deep.equal(['t']);
  });

  it('looks no more at a task that is over', async () => {
    const scene = new Scene();
    scene.watch.start();
    scene.add('t', 'running');
    scene.state = 'gone';
    await scene.clock.advance(10_000);
    expect(scene.lookedUp).to.deep.equal(['t']);
  });

  it('does nothing once it is stopped', async () => {
    const scene = new Scene();
    scene.watch.start();
    scene.add('t', 'running', 1);
    scene.watch.stop();
    await scene.clock.advance(10_000);
    expect(scene.extended).to.deep.equal([]);
    expect(scene.clock.timers).to.equal(0);
  });
});
