import { expect } from 'chai';
import { CancellationWatch } from '../../lib/host/cancellation-watch.ts';
import { InFlight, type InFlightTask } from '../../lib/host/in-flight.ts';
import { LookUps } from '../../lib/host/look-ups.ts';
import { TaskQueue } from '../../lib/host/task-queue.ts';
import type { WorkerSettings } from '../../lib/settings/worker-settings.ts';
import type { TaskState } from '../../lib/sources/task-source.ts';
import { FakeClock, settled } from '../delivery/fake-clock.ts';
import { sourceError } from '../delivery/fake-engine.ts';
import { taskOf } from '../support/task-of.ts';

const queue = new TaskQueue('a', { pollingInterval: 100, pollTimeout: 0 } as WorkerSettings);

/** Running tasks, an engine that says what a spec wants of them, and the watch between. */
class Scene {
  readonly clock = new FakeClock();
  readonly asked: string[] = [];
  readonly cancelled: string[] = [];
  readonly failed: string[] = [];
  readonly states = new Map<string, TaskState>();
  /** Look-ups never end. */
  silent = false;
  failing = false;
  readonly #inFlight = new InFlight(this.clock);
  readonly #watch = new CancellationWatch(
    new LookUps({ lookUp: ({ taskId }) => this.#lookUp(taskId) }, this.clock),
    this.clock,
    ({ task }) => this.failed.push(task.taskId),
  );

  run(taskId: string, workflowInstanceId = `workflow of ${taskId}`): InFlightTask {
    const owner = {
      cancel: (entry: InFlightTask, state: TaskState) => {
        entry.over = state;
        this.cancelled.push(`${entry.task.taskId}: ${state}`);
      },
      kill: () => undefined,
      abort: () => undefined,
    };
    const entry = this.#inFlight.add(taskOf(taskId, { workflowInstanceId }), queue, owner);
    if (entry === undefined) throw new Error(`${taskId} is there`);
    entry.state = 'running';
    entry.startedAt = this.clock.now();
    return entry;
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 250) {
      await this.clock.advance(250);
      for (const entry of this.#inFlight.values()) {
        if (entry.state === 'running' && entry.over === null) this.#watch.watch(entry);
      }
      this.#watch.lookUp();
      await settled();
    }
  }

  #lookUp(taskId: string): Promise<TaskState> {
    this.asked.push(taskId);
    if (this.silent) return new Promise(() => undefined);
    if (this.failing) return Promise.reject(sourceError('unreachable'));
    return Promise.resolve(this.states.get(taskId) ?? 'running');
  }
}

describe('CancellationWatch', () => {
  it('asks about a running task every two seconds, not sooner', async () => {
    const scene = new Scene();
    scene.run('t');
    await scene.pass(1750);
    expect(scene.asked).to.deep.equal([]);
    await scene.pass(250);
    expect(scene.asked).to.deep.equal(['t']);
    await scene.pass(4000);
    expect(scene.asked).to.deep.equal(['t', 't', 't']);
    expect(scene.cancelled).to.deep.equal([]);
  });

  for (const state of ['completed', 'failed', 'cancelled', 'timed-out', 'gone'] as const) {
    it(`cancels a task that is ${state} in the engine, once`, async () => {
      const scene = new Scene();
      scene.run('t');
      scene.states.set('t', state);
      await scene.pass(9000);
      expect(scene.cancelled).to.deep.equal([`t: ${state}`]);
    });
  }

  it('leaves a task alone that waits in its queue again', async () => {
    const scene = new Scene();
    scene.run('t');
    scene.states.set('t', 'waiting');
    await scene.pass(9000);
    expect(scene.cancelled).to.deep.equal([]);
  });

  it('leaves a task alone that has ended while the engine was asked', async () => {
    const scene = new Scene();
    const entry = scene.run('t');
    scene.states.set('t', 'completed');
    await scene.pass(1750);
    const passing = scene.pass(250);
    entry.state = 'delivering';
    await passing;
    expect(scene.cancelled).to.deep.equal([]);
  });

  it('asks about one task of a workflow at a time, each in its turn', async () => {
    const scene = new Scene();
    for (const id of ['t1', 't2', 't3']) scene.run(id, 'w');
    scene.run('other');
    await scene.pass(2000);
    expect(scene.asked).to.have.lengthOf(2).and.to.include('other');
    await scene.pass(4000);
    const siblings = scene.asked.filter((id) => id !== 'other');
    expect([...siblings].sort()).to.deep.equal(['t1', 't2', 't3']);
  });

  it('asks about all tasks of a workflow once one of them is over', async () => {
    const scene = new Scene();
    for (const id of ['t1', 't2', 't3']) {
      scene.run(id, 'w');
      scene.states.set(id, 'cancelled');
    }
    await scene.pass(2000);
    expect(scene.cancelled.sort()).to.deep.equal([
      't1: cancelled',
      't2: cancelled',
      't3: cancelled',
    ]);
  });

  it('cancels none of the siblings that go on', async () => {
    const scene = new Scene();
    for (const id of ['t1', 't2']) scene.run(id, 'w');
    scene.states.set('t1', 'timed-out');
    scene.states.set('t2', 'running');
    await scene.pass(9000);
    expect(scene.cancelled).to.deep.equal(['t1: timed-out']);
  });

  it('asks 50 times a second at most, and about everyone in the end', async () => {
    const scene = new Scene();
    for (let i = 0; i < 200; i++) scene.run(`t${i}`);
    await scene.pass(2000);
    expect(scene.asked.length).to.equal(50);
    await scene.pass(1000);
    expect(scene.asked.length).to.be.within(99, 101);
    await scene.pass(2500);
    expect(new Set(scene.asked).size).to.equal(200);
  });

  it('asks 50 times a second at most when a workflow of many tasks is over', async () => {
    const scene = new Scene();
    for (let i = 0; i < 150; i++) {
      scene.run(`t${i}`, 'w');
      scene.states.set(`t${i}`, 'cancelled');
    }
    await scene.pass(2000);
    expect(scene.asked.length).to.equal(50);
    await scene.pass(2250);
    expect(scene.cancelled.length).to.equal(150);
  });

  it('goes on asking when the engine does not answer, and says so', async () => {
    const scene = new Scene();
    scene.run('t');
    scene.failing = true;
    await scene.pass(2000);
    expect(scene.failed).to.deep.equal(['t']);
    scene.failing = false;
    scene.states.set('t', 'gone');
    await scene.pass(2000);
    expect(scene.cancelled).to.deep.equal(['t: gone']);
  });

  it('asks nothing about a task again while the last look-up is under way', async () => {
    const scene = new Scene();
    scene.silent = true;
    scene.run('t');
    await scene.pass(30_000);
    expect(scene.asked).to.deep.equal(['t']);
  });
});
