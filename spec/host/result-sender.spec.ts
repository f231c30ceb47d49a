import { expect } from 'chai';
import type { SourceErrorKind } from '../../lib/errors/source-error.ts';
import { LeaseKeeper } from '../../lib/host/lease-keeper.ts';
import { LookUps } from '../../lib/host/look-ups.ts';
import { ResultSender, type SendEnd } from '../../lib/host/result-sender.ts';
import type { EncodedResult, TaskState } from '../../lib/sources/task-source.ts';
import { FakeClock, settled } from '../delivery/fake-clock.ts';
import { resultOf, sourceError } from '../delivery/fake-engine.ts';
import { taskOf } from '../support/task-of.ts';

type Answer<T> = T | SourceErrorKind;

/** A sender whose engine answers as a spec wants; what it was asked, in order. */
class Scene {
  readonly clock = new FakeClock();
  readonly asked: string[] = [];
  /** Answers to come; then deliveries are accepted, and tasks completed. */
  readonly deliveries: Answer<'ok'>[] = [];
  readonly states: Answer<TaskState>[] = [];
  endHeartbeat: ((error?: SourceErrorKind) => void) | null = null;
  late = false;
  readonly bodies: string[] = [];
  readonly #lookUps = new LookUps(
    {
      lookUp: () => {
        this.asked.push('look up');
        return this.#answer(this.states.shift() ?? 'completed');
      },
    },
    this.clock,
  );
  readonly leases = new LeaseKeeper(
    {
      extendLease: () => {
        this.asked.push('heartbeat');
        return new Promise((resolve, reject) => {
          this.endHeartbeat = (error) =>
            error === undefined ? resolve() : reject(sourceError(error));
        });
      },
    },
    this.clock,
    { onExtended: () => undefined, onFailed: () => undefined },
  );
  readonly sender = new ResultSender(
    {
      deliver: async (result) => {
        this.asked.push('deliver');
        this.bodies.push(result.body);
        await this.#answer(this.deliveries.shift() ?? 'ok');
      },
    },
    this.leases,
    this.#lookUps,
    { mayBeLate: () => this.late, onAttempt: () => undefined },
  );

  /** With a heartbeat under way, for which the spec then decides. */
  async beat(): Promise<void> {
    this.leases.keep(taskOf('t', { responseTimeoutSeconds: 1 }), this.clock.now());
    await this.clock.advance(500);
    this.leases.beat();
  }

  /** After a heartbeat that got no answer. */
  async doubt(): Promise<void> {
    await this.beat();
    this.endHeartbeat?.('unreachable');
    await settled();
    this.asked.length = 0;
  }

  send(attempt = 1, kind: EncodedResult['kind'] = 'completed'): Promise<string> {
    return this.sender
      .send({ ...resultOf('t'), kind }, attempt)
      .catch((error: unknown) => (error as Error).message);
  }

  takeAllLookUps(): void {
    while (this.#lookUps.take());
  }

  #answer<T extends string>(answer: Answer<T>): Promise<T> {
    const failing = ['unreachable', 'unavailable', 'refused'].includes(answer);
    return failing
      ? Promise.reject(sourceError(answer as SourceErrorKind))
      : Promise.resolve(answer as T);
  }
}

describe('ResultSender', () => {
  it('sends a result once, and asks nothing', async () => {
    const scene = new Scene();
    expect(await scene.send()).to.equal('accepted');
    expect(scene.asked).to.deep.equal(['deliver']);
  });

  it('sends no result before the heartbeat under way has ended', async () => {
    const scene = new Scene();
    await scene.beat();
    const sent = scene.send();
    await settled();
    expect(scene.asked).to.deep.equal(['heartbeat']);
    scene.endHeartbeat?.();
    expect(await sent).to.equal('accepted');
    expect(scene.asked).to.deep.equal(['heartbeat', 'deliver']);
  });

  it('lets no heartbeat begin while a result is under way', async () => {
    const scene = new Scene();
    await scene.beat();
    scene.endHeartbeat?.();
    await settled();
    const sent = scene.send();
    await scene.clock.advance(2000);
    scene.leases.beat();
    await sent;
    expect(scene.asked).to.deep.equal(['heartbeat', 'deliver']);
  });

  it('keeps the lease going after a failure, and ends it after the acceptance', async () => {
    const scene = new Scene();
    await scene.beat();
    scene.endHeartbeat?.();
    await settled();
    scene.deliveries.push('unavailable');
    expect(await scene.send()).to.equal('unavailable');
    await scene.clock.advance(2000);
    scene.leases.beat();
    scene.endHeartbeat?.();
    expect(scene.asked).to.deep.equal(['heartbeat', 'deliver', 'heartbeat']);
    await scene.send();
    expect(scene.leases.size).to.equal(0);
  });

  describe('after a heartbeat without an answer', () => {
    it('looks the task up, and leaves it at that where the result counts', async () => {
      const scene = new Scene();
      await scene.doubt();
      expect(await scene.send()).to.equal('accepted');
      expect(scene.asked).to.deep.equal(['deliver', 'look up']);
    });

    it('sends the same result again while the task is still waited for', async () => {
      const scene = new Scene();
      await scene.doubt();
      scene.states.push('running', 'running', 'completed');
      expect(await scene.send()).to.equal('accepted');
      expect(scene.asked).to.deep.equal([
        ...['deliver', 'look up', 'deliver', 'look up', 'deliver', 'look up'],
      ]);
      expect(new Set(scene.bodies).size).to.equal(1);
    });

    it('gives up repairing after three times', async () => {
      const scene = new Scene();
      await scene.doubt();
      scene.states.push(...Array.from({ length: 9 }, () => 'running' as const));
      expect(await scene.send()).to.equal('accepted');
      expect(scene.bodies.length).to.equal(4);
    });

    it('counts a result as not accepted as long as the engine can not be asked', async () => {
      const scene = new Scene();
      await scene.doubt();
      scene.states.push('unreachable');
      expect(await scene.send()).to.equal('unreachable');
      scene.states.push('running', 'completed');
      expect(await scene.send(2)).to.equal('accepted');
      expect(scene.asked).to.deep.equal([
        ...['deliver', 'look up'],
        ...['deliver', 'look up', 'deliver', 'look up'],
      ]);
    });

    it('takes a result for accepted where look-ups are refused', async () => {
      const scene = new Scene();
      await scene.doubt();
      scene.states.push('refused');
      expect(await scene.send()).to.equal('accepted');
    });
  });

  describe('of a result that may come too late', () => {
    const ends: { kind: EncodedResult['kind']; state: TaskState; end: SendEnd }[] = [
      { kind: 'completed', state: 'completed', end: 'accepted' },
      { kind: 'completed', state: 'timed-out', end: 'ignored' },
      { kind: 'completed', state: 'cancelled', end: 'ignored' },
      { kind: 'completed', state: 'gone', end: 'ignored' },
      { kind: 'completed', state: 'failed', end: 'ignored' },
      { kind: 'completed', state: 'running', end: 'accepted' },
      { kind: 'failed', state: 'failed', end: 'accepted' },
      { kind: 'failed', state: 'timed-out', end: 'ignored' },
      // An optional task.
      { kind: 'failed-for-good', state: 'completed', end: 'accepted' },
      { kind: 'deferred', state: 'waiting', end: 'accepted' },
      { kind: 'deferred', state: 'cancelled', end: 'ignored' },
      { kind: 'handed-back', state: 'completed', end: 'accepted' },
    ];
    for (const { kind, state, end } of ends) {
      it(`says that one that is ${kind} is ${end} where the task is ${state}`, async () => {
        const scene = new Scene();
        scene.late = true;
        scene.states.push(state);
        expect(await scene.send(1, kind)).to.equal(end);
        expect(scene.asked).to.deep.equal(['deliver', 'look up']);
      });
    }

    it('asks about a result that was sent before', async () => {
      const scene = new Scene();
      scene.states.push('cancelled');
      expect(await scene.send(2)).to.equal('ignored');
    });

    it('does not send it again: the look-up is for information', async () => {
      const scene = new Scene();
      scene.late = true;
      scene.states.push('running');
      await scene.send();
      expect(scene.bodies.length).to.equal(1);
    });

    it('takes it for accepted where the look-up fails', async () => {
      const scene = new Scene();
      scene.late = true;
      scene.states.push('unreachable');
      expect(await scene.send()).to.equal('accepted');
    });

    it('asks nothing beyond the rate of look-ups', async () => {
      const scene = new Scene();
      scene.late = true;
      scene.takeAllLookUps();
      expect(await scene.send()).to.equal('accepted');
      expect(scene.asked).to.deep.equal(['deliver']);
    });
  });
});
