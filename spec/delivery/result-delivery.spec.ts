import { expect } from 'chai';
import { ResultDelivery, type ResultDeliveryOptions } from '../../lib/delivery/result-delivery.ts';
import { FakeClock, settled } from './fake-clock.ts';
import { FakeEngine, resultOf } from './fake-engine.ts';

describe('ResultDelivery', () => {
  let clock: FakeClock;
  let engine: FakeEngine;
  let log: string[];

  const delivery = (options: ResultDeliveryOptions = {}): ResultDelivery => {
    clock = new FakeClock();
    engine = new FakeEngine();
    log = [];
    return new ResultDelivery(engine, {
      clock,
      random: () => 0.5,
      onAccepted: ({ taskId }, attempts) => log.push(`${taskId} accepted at ${attempts}`),
      onRefused: ({ taskId }, error) => log.push(`${taskId} refused: ${error.kind}`),
      onRetry: ({ taskId }, error, attempt, delay) =>
        log.push(`${taskId} ${error.kind} ${attempt}, again in ${delay}`),
      ...options,
    });
  };

  it('sends results in their order, and no more at once than it may', async () => {
    const results = delivery({ maxConcurrent: 2 });
    for (const id of ['a', 'b', 'c', 'd']) void results.deliver(resultOf(id));
    expect(engine.openIds).to.deep.equal(['a', 'b']);
    engine.accept('b');
    await settled();
    expect(engine.openIds).to.deep.equal(['a', 'c']);
    expect(results.pending).to.equal(3);
  });

  for (const kind of ['unreachable', 'unavailable', 'unauthorized', 'unintelligible'] as const) {
    it(`sends the same bytes again, later each time, while the engine is ${kind}`, async () => {
      const end = delivery().deliver(resultOf('a'));
      engine.fail('a', kind);
      await clock.advance(50);
      engine.fail('a', kind);
      await clock.advance(99);
      expect(engine.open).to.have.length(0);
      await clock.advance(1);
      engine.accept('a');
      expect(await end).to.equal('accepted');
      expect(engine.bodies).to.deep.equal(Array(3).fill('body of a'));
      expect(log).to.deep.equal([
        `a ${kind} 1, again in 50`,
        `a ${kind} 2, again in 100`,
        'a accepted at 3',
      ]);
    });
  }

  it('gives a refused result up at once', async () => {
    const results = delivery();
    const end = results.deliver(resultOf('a'));
    engine.fail('a', 'refused');
    expect(await end).to.equal('refused');
    expect(log).to.deep.equal(['a refused: refused']);
    expect([results.pending, results.pendingBytes, clock.timers]).to.deep.equal([0, 0, 0]);
  });

  it('tells of a result that came too late', async () => {
    const ignored: string[] = [];
    const end = delivery({ onIgnored: ({ taskId }) => ignored.push(taskId) }).deliver(
      resultOf('a'),
    );
    engine.ignore('a');
    expect(await end).to.equal('ignored');
    expect([ignored, log]).to.deep.equal([['a'], []]);
  });

  it('keeps a result after a failure that nobody foresaw', async () => {
    const source = { send: () => Promise.reject(new TypeError('bug')) };
    clock = new FakeClock();
    const results = new ResultDelivery(source, { clock });
    void results.deliver(resultOf('a'));
    await settled();
    expect([results.pending, results.waiting]).to.deep.equal([1, 1]);
  });

  it('waits as long as the engine asks, whatever succeeds meanwhile', async () => {
    const results = delivery();
    void results.deliver(resultOf('a'));
    engine.fail('a', 'unavailable', 10_000);
    await settled();
    void results.deliver(resultOf('b'));
    engine.accept('b');
    await clock.advance(9_999);
    expect(engine.open).to.have.length(0);
    await clock.advance(100);
    expect(engine.openIds).to.deep.equal(['a']);
  });

  it('lets others through while a result waits for its next try', async () => {
    const results = delivery({ maxConcurrent: 1 });
    void results.deliver(resultOf('a'));
    void results.deliver(resultOf('b'));
    engine.fail('a', 'unavailable');
    await settled();
    expect(engine.openIds).to.deep.equal(['b']);
  });

  describe('when the engine answers again', () => {
    const outage = async (count: number): Promise<ResultDelivery> => {
      const results = delivery();
      const ids = Array.from({ length: count }, (_, n) => `r${n}`);
      for (const id of ids) void results.deliver(resultOf(id));
      for (const id of ids) engine.fail(id, 'unreachable');
      await settled();
      return results;
    };

    it('tries the oldest waiting results at once, two for each answer', async () => {
      const results = await outage(10);
      void results.deliver(resultOf('new'));
      engine.accept('new');
      await settled();
      expect(engine.openIds).to.deep.equal(['r0', 'r1']);
      engine.accept('r0');
      engine.accept('r1');
      await settled();
      expect(engine.openIds).to.deep.equal(['r2', 'r3', 'r4', 'r5']);
    });

    it('takes a refusal for an answer too', async () => {
      const results = await outage(3);
      void results.deliver(resultOf('new'));
      engine.fail('new', 'refused');
      await settled();
      expect(engine.openIds).to.deep.equal(['r0', 'r1']);
    });

    it('leaves a result that fails for its own reason at its own pace', async () => {
      const results = await outage(1);
      for (let n = 0; n < 20; n += 1) {
        void results.deliver(resultOf(`new${n}`));
        engine.accept(`new${n}`);
        await settled();
        if (engine.openIds.includes('r0')) engine.fail('r0', 'unavailable');
        await settled();
      }
      expect(engine.attempts.filter((id) => id === 'r0')).to.have.length(2);
      await clock.advance(100);
      expect(engine.openIds).to.deep.equal(['r0']);
    });

    it('leaves no timer of a hurried result behind', async () => {
      const results = await outage(1);
      void results.deliver(resultOf('new'));
      engine.accept('new');
      await settled();
      engine.accept('r0');
      await results.idle();
      expect(clock.timers).to.equal(0);
    });
  });

  it('is idle once nothing is pending', async () => {
    const results = delivery();
    await results.idle();
    void results.deliver(resultOf('a'));
    let idle = false;
    void results.idle().then(() => (idle = true));
    engine.fail('a', 'unavailable');
    await settled();
    expect(idle).to.equal(false);
    await clock.advance(50);
    engine.accept('a');
    await settled();
    expect(idle).to.equal(true);
  });

  it('has no room above its limits, by number or by bytes', () => {
    const byNumber = delivery({ maxPending: 1 });
    void byNumber.deliver(resultOf('a'));
    expect(byNumber.hasRoom()).to.equal(true);
    void byNumber.deliver(resultOf('b'));
    expect(byNumber.hasRoom()).to.equal(false);

    const byBytes = delivery({ maxPendingBytes: 100 });
    void byBytes.deliver({ ...resultOf('a'), body: 'x'.repeat(30), surplusLogs: ['y'.repeat(21)] });
    expect(byBytes.pendingBytes).to.equal(102);
    expect(byBytes.hasRoom()).to.equal(false);
  });

  it('has no room while more results wait for a request than may, and tells when it has', async () => {
    let told = 0;
    const onRoom = (): void => void (told += 1);
    const results = delivery({ maxConcurrent: 1, maxQueued: 1, onRoom });
    for (const id of ['a', 'b']) void results.deliver(resultOf(id));
    expect(results.hasRoom()).to.equal(true);
    void results.deliver(resultOf('c'));
    expect(results.hasRoom()).to.equal(false);
    engine.accept('a');
    await settled();
    engine.accept('b');
    await settled();
    expect([results.hasRoom(), told]).to.deep.equal([true, 1]);
  });

  it('tells of room also when results leave the queue that fail', async () => {
    let told = 0;
    const results = delivery({ maxConcurrent: 1, maxQueued: 1, onRoom: () => (told += 1) });
    for (const id of ['a', 'b', 'c']) void results.deliver(resultOf(id));
    expect(results.hasRoom()).to.equal(false);
    engine.fail('a', 'unavailable');
    await settled();
    expect([results.hasRoom(), told]).to.deep.equal([true, 1]);
  });

  it('tells nobody of room who was never told that there is none', async () => {
    let told = 0;
    const results = delivery({ maxQueued: 0, maxConcurrent: 1, onRoom: () => (told += 1) });
    for (const id of ['a', 'b']) void results.deliver(resultOf(id));
    engine.accept('a');
    await settled();
    engine.accept('b');
    await settled();
    expect(told).to.equal(0);
  });

  it('gives up what is not accepted, when it is stopped, and counts it', async () => {
    const results = delivery({ maxConcurrent: 2 });
    const ends = ['a', 'b', 'c'].map((id) => results.deliver(resultOf(id)));
    engine.fail('a', 'unreachable');
    await settled();
    expect(await results.stop()).to.deep.equal({ stored: 0, abandoned: 3 });
    expect(await Promise.all(ends)).to.deep.equal(Array(3).fill('abandoned'));
    engine.accept('b');
    await clock.advance(60_000);
    expect(engine.attempts).to.deep.equal(['a', 'b', 'c']);
    expect([results.pending, results.pendingBytes, clock.timers]).to.deep.equal([0, 0, 0]);
    expect(await results.deliver(resultOf('d'))).to.equal('abandoned');
  });
});
