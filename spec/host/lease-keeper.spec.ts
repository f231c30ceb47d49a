import { expect } from 'chai';
import fc from 'fast-check';
import { LeaseKeeper } from '../../lib/host/lease-keeper.ts';
import type { SourceErrorKind } from '../../lib/errors/source-error.ts';
import { FakeClock, settled } from '../delivery/fake-clock.ts';
import { sourceError } from '../delivery/fake-engine.ts';
import { taskOf } from '../support/task-of.ts';

const lease = (responseTimeoutSeconds: number): { responseTimeoutSeconds: number } => ({
  responseTimeoutSeconds,
});

/** A keeper whose heartbeats are answered by hand, or at once. */
class Scene {
  readonly clock = new FakeClock();
  readonly beats: string[] = [];
  readonly open: { resolve: () => void; reject: (error: Error) => void }[] = [];
  readonly extended: string[] = [];
  readonly failed: string[] = [];
  byHand = false;
  readonly keeper = new LeaseKeeper(
    {
      extendLease: ({ taskId }) => {
        this.beats.push(taskId);
        if (!this.byHand) return Promise.resolve();
        return new Promise((resolve, reject) => this.open.push({ resolve, reject }));
      },
    },
    this.clock,
    {
      onExtended: ({ taskId }) => this.extended.push(taskId),
      onFailed: ({ taskId }, error) => this.failed.push(`${taskId}: ${error.message}`),
    },
  );

  /** Rounds of a quarter of a second, as the watch makes them. */
  async run(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 250) {
      await this.clock.advance(250);
      this.keeper.beat();
    }
    await settled();
  }

  async fail(kind: SourceErrorKind): Promise<void> {
    this.open.shift()?.reject(sourceError(kind));
    await settled();
  }

  async answer(): Promise<void> {
    this.open.shift()?.resolve();
    await settled();
  }
}

describe('LeaseKeeper', () => {
  it('extends a lease at each third of it, counted from the poll', async () => {
    const scene = new Scene();
    scene.keeper.keep(taskOf('t', lease(30)), scene.clock.now());
    await scene.run(9_750);
    expect(scene.beats).to.deep.equal([]);
    await scene.run(250);
    expect(scene.beats).to.deep.equal(['t']);
    await scene.run(20_000);
    expect(scene.extended).to.deep.equal(['t', 't', 't']);
  });

  it('takes up a lease once a third of it is over, not before', async () => {
    const { clock, keeper } = new Scene();
    const task = taskOf('t', lease(3));
    const polledAt = clock.now();
    await clock.advance(999);
    keeper.watch(task, polledAt, true);
    expect(keeper.size).to.equal(0);
    await clock.advance(1);
    keeper.watch(task, polledAt, true);
    keeper.watch(task, polledAt, true);
    expect(keeper.size).to.equal(1);
  });

  it('sends nothing for a task without a response timeout', async () => {
    const scene = new Scene();
    scene.keeper.watch(taskOf('none'), 0, true);
    scene.keeper.keep(taskOf('zero', lease(0)), scene.clock.now());
    await scene.run(10_000);
    expect(scene.beats).to.deep.equal([]);
    expect(scene.keeper.size).to.equal(0);
  });

  it('sends one heartbeat of a task at a time', async () => {
    const scene = new Scene();
    scene.byHand = true;
    scene.keeper.keep(taskOf('t', lease(1)), scene.clock.now());
    await scene.run(5000);
    expect(scene.beats).to.deep.equal(['t']);
    await scene.answer();
    await scene.run(500);
    expect(scene.beats).to.deep.equal(['t', 't']);
  });

  it('is silent from the moment it is told until the task is to be kept again', async () => {
    const scene = new Scene();
    scene.keeper.keep(taskOf('t', lease(1)), scene.clock.now());
    expect(scene.keeper.silence('t')).to.equal(null);
    await scene.run(10_000);
    expect(scene.beats).to.deep.equal([]);
    scene.keeper.resume('t');
    await scene.run(250);
    expect(scene.beats).to.deep.equal(['t']);
  });

  it('is silent about a task whose lease it takes up afterwards', async () => {
    const scene = new Scene();
    expect(scene.keeper.silence('t')).to.equal(null);
    scene.keeper.keep(taskOf('t', lease(1)), scene.clock.now());
    await scene.run(10_000);
    expect(scene.beats).to.deep.equal([]);
  });

  it('gives the heartbeat under way to wait for, which settles however it ends', async () => {
    for (const end of ['answer', 'fail'] as const) {
      const scene = new Scene();
      scene.byHand = true;
      scene.keeper.keep(taskOf('t', lease(1)), scene.clock.now());
      await scene.run(500);
      let over = false;
      void scene.keeper.silence('t')?.then(() => (over = true));
      await settled();
      expect(over).to.equal(false);
      await scene[end]('unreachable');
      expect(over).to.equal(true);
      expect(scene.keeper.silence('t')).to.equal(null);
    }
  });

  it('doubts a lease after a heartbeat without an answer, for good', async () => {
    const scene = new Scene();
    scene.byHand = true;
    scene.keeper.keep(taskOf('t', lease(3)), scene.clock.now());
    await scene.run(1000);
    expect(scene.keeper.isDoubtful('t')).to.equal(false);
    await scene.fail('unreachable');
    expect(scene.keeper.isDoubtful('t')).to.equal(true);
    await scene.run(2000);
    await scene.answer();
    expect(scene.extended).to.deep.equal(['t']);
    expect(scene.keeper.isDoubtful('t')).to.equal(true);
    scene.keeper.forget('t');
    expect(scene.keeper.isDoubtful('t')).to.equal(false);
  });

  it('does not doubt a lease whose heartbeat was refused', async () => {
    const scene = new Scene();
    scene.byHand = true;
    scene.keeper.keep(taskOf('t', lease(3)), scene.clock.now());
    await scene.run(1000);
    await scene.fail('refused');
    expect(scene.keeper.isDoubtful('t')).to.equal(false);
    expect(scene.failed).to.deep.equal(['t: refused']);
  });

  it('tries again early enough after a failure', async () => {
    const scene = new Scene();
    scene.byHand = true;
    scene.keeper.keep(taskOf('t', lease(12)), scene.clock.now());
    await scene.run(4000);
    await scene.fail('unavailable');
    await scene.run(1000);
    expect(scene.beats.length).to.equal(2);
    // The engine has waited 5 of the 12 seconds.
    await scene.answer();
    expect(scene.extended).to.deep.equal(['t']);
  });

  it('has 256 heartbeats under way at most; the others come with the next round', async () => {
    const scene = new Scene();
    scene.byHand = true;
    const now = scene.clock.now();
    for (let i = 0; i < 300; i++) scene.keeper.keep(taskOf(`t${i}`, lease(1)), now);
    await scene.run(2000);
    expect(scene.beats.length).to.equal(256);
    while (scene.open.length > 0) await scene.answer();
    scene.byHand = false;
    await scene.run(250);
    expect(new Set(scene.beats).size).to.equal(300);
  });

  it('sends nothing of a task that is over, or once it is closed', async () => {
    const scene = new Scene();
    scene.keeper.keep(taskOf('over', lease(1)), scene.clock.now());
    scene.keeper.forget('over');
    await scene.run(2000);
    scene.keeper.keep(taskOf('t', lease(1)), scene.clock.now());
    scene.keeper.close();
    scene.keeper.keep(taskOf('late', lease(1)), scene.clock.now());
    await scene.run(2000);
    expect(scene.beats).to.deep.equal([]);
  });

  it('lets no lease of a second or more run out, while the engine answers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.nat(249), async (seconds, phase) => {
        const scene = new Scene();
        const polledAt = scene.clock.now();
        const task = taskOf('t', lease(seconds));
        await scene.clock.advance(phase);
        let seenAt = polledAt;
        for (let rounds = 0; rounds < 100; rounds++) {
          await scene.clock.advance(250);
          scene.keeper.watch(task, polledAt, true);
          scene.keeper.beat();
          expect(scene.clock.now() - seenAt).to.be.below(seconds * 1000);
          if (scene.beats.splice(0).length > 0) seenAt = scene.clock.now();
        }
      }),
      { numRuns: 15 },
    );
  });
});
