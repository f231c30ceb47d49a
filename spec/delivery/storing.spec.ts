import { expect } from 'chai';
import { ResultDelivery, type ResultDeliveryOptions } from '../../lib/delivery/result-delivery.ts';
import { FakeClock, settled } from './fake-clock.ts';
import { FakeEngine, resultOf } from './fake-engine.ts';
import { MemoryStore } from './memory-store.ts';

describe('ResultDelivery with an outbox', () => {
  let clock: FakeClock;
  let engine: FakeEngine;
  let store: MemoryStore;
  let log: string[];

  const delivery = (options: ResultDeliveryOptions = {}): ResultDelivery =>
    new ResultDelivery(engine, {
      clock,
      random: () => 0.5,
      outbox: store,
      onAccepted: ({ taskId }) => log.push(`${taskId} accepted`),
      onIgnored: ({ taskId }) => log.push(`${taskId} ignored`),
      onRefused: ({ taskId }) => log.push(`${taskId} refused`),
      onStored: ({ taskId }) => log.push(`${taskId} stored`),
      onExpired: ({ taskId }) => log.push(`${taskId} expired`),
      onStoreFailed: (error) => log.push(error.message),
      ...options,
    });

  const failAll = async (): Promise<void> => {
    for (const id of engine.openIds) engine.fail(id, 'unreachable');
    await settled();
  };

  /** Nobody answers: each attempt fails at once. */
  const outage = async (ms: number): Promise<void> => {
    for (let gone = 0; gone < ms; gone += 100) {
      await failAll();
      await clock.advance(100);
    }
    await failAll();
  };

  const acceptAll = async (): Promise<void> => {
    for (let rounds = 0; rounds < 200; rounds += 1) {
      for (const id of engine.openIds) engine.accept(id);
      await settled();
    }
  };

  beforeEach(() => {
    clock = new FakeClock();
    engine = new FakeEngine();
    store = new MemoryStore(clock);
    log = [];
  });

  it('stores nothing that is accepted in time, and leaves no timer behind', async () => {
    const results = delivery();
    const end = results.deliver(resultOf('a'));
    await clock.advance(3000);
    engine.accept('a');
    expect(await end).to.equal('accepted');
    await clock.advance(2000);
    expect([store.puts, clock.timers]).to.deep.equal([0, 0]);
  });

  it('stores a result that was not accepted for five seconds, and takes it out of memory', async () => {
    const results = delivery();
    const end = results.deliver(resultOf('a'));
    await outage(5000);
    expect(await end).to.equal('stored');
    expect([store.tasks, results.pending, results.pendingBytes]).to.deep.equal([['a'], 0, 0]);
    expect(log).to.deep.equal(['a stored']);
  });

  it('is idle once what lies in the outbox was accepted, not before', async () => {
    const results = delivery();
    void results.deliver(resultOf('a'));
    await outage(5000);
    let idle = false;
    const waiting = results.idle().then(() => (idle = true));
    await outage(1000);
    expect([results.pending, idle]).to.deep.equal([0, false]);
    results.hurry();
    await settled();
    await acceptAll();
    await waiting;
    expect(store.tasks).to.deep.equal([]);
  });

  it('stores it beside an attempt that gets no answer, which may still be accepted', async () => {
    const results = delivery();
    const end = results.deliver(resultOf('a'));
    await clock.advance(5000);
    expect(await end).to.equal('stored');
    expect([store.tasks, results.pending]).to.deep.equal([['a'], 1]);
    await clock.advance(60_000);
    engine.accept('a');
    await settled();
    expect([store.tasks, results.pending, engine.attempts]).to.deep.equal([[], 0, ['a']]);
    expect(log).to.deep.equal(['a stored', 'a accepted']);
  });

  it('keeps nothing of what is accepted while the disk is slow', async () => {
    const results = delivery();
    const end = results.deliver(resultOf('a'));
    store.hold();
    await clock.advance(5000);
    engine.accept('a');
    expect(await end).to.equal('accepted');
    store.release();
    await settled();
    expect([store.puts, store.size]).to.deep.equal([1, 0]);
  });

  it('stores results that wait behind such an attempt', async () => {
    const results = delivery({ maxConcurrent: 1 });
    for (const id of ['a', 'b', 'c']) void results.deliver(resultOf(id));
    await clock.advance(5000);
    expect(store.tasks).to.deep.equal(['a', 'b', 'c']);
  });

  it('delivers what lies there when an attempt is accepted, from the oldest on, eight at once', async () => {
    const results = delivery();
    const ids = Array.from({ length: 20 }, (_, n) => `r${n}`);
    for (const id of ids) void results.deliver(resultOf(id));
    await outage(5000);
    expect(store.size).to.equal(20);
    engine.attempts.length = 0;
    engine.maxOpen = 0;
    await clock.advance(30_000);
    await acceptAll();
    expect([store.size, engine.maxOpen]).to.deep.equal([0, 8]);
    expect(engine.attempts).to.have.members(ids);
  });

  it('sends what an earlier run left, as something that the engine may have got', async () => {
    await store.put(resultOf('old1'));
    await store.put(resultOf('old2'));
    const results = delivery();
    results.start();
    await settled();
    expect([engine.openIds, engine.numbers]).to.deep.equal([['old1'], [2]]);
    await acceptAll();
    expect(log).to.deep.equal(['old1 accepted', 'old2 accepted']);
    expect(store.size).to.equal(0);
  });

  it('tries less and less often while the engine does not answer', async () => {
    for (let n = 0; n < 50; n += 1) await store.put(resultOf(`old${n}`));
    delivery().start();
    await outage(10 * 60_000);
    // Every fifteen seconds in the middle, once the pause has grown.
    expect(engine.attempts.length).to.be.within(40, 60);
  });

  it('tries at once when the engine is heard of', async () => {
    for (let n = 0; n < 5; n += 1) await store.put(resultOf(`old${n}`));
    const results = delivery();
    results.start();
    await outage(60_000);
    expect(engine.open).to.have.length(0);
    results.hurry();
    await settled();
    expect(engine.open).to.have.length(2);
    await acceptAll();
    expect(store.size).to.equal(0);
  });

  it('keeps its pace when the engine answers polls but takes no results', async () => {
    for (let n = 0; n < 50; n += 1) await store.put(resultOf(`old${n}`));
    const results = delivery();
    results.start();
    for (let gone = 0; gone < 10 * 60_000; gone += 100) {
      results.hurry();
      await settled();
      await failAll();
      await clock.advance(100);
    }
    expect(engine.attempts.length).to.be.below(200);
  });

  it('does not let one that always fails keep the others', async () => {
    for (const id of ['poison', 'b', 'c', 'd']) await store.put(resultOf(id));
    delivery().start();
    for (let gone = 0; gone < 2000; gone += 50) {
      for (const id of engine.openIds) {
        if (id === 'poison') engine.fail(id, 'unavailable');
        else engine.accept(id);
      }
      await clock.advance(50);
    }
    expect(store.tasks).to.deep.equal(['poison']);
  });

  it('waits as long as the engine asks for a stored result', async () => {
    await store.put(resultOf('a'));
    const results = delivery();
    results.start();
    await settled();
    engine.fail('a', 'unavailable', 20_000);
    await settled();
    results.hurry();
    await clock.advance(19_000);
    expect(engine.attempts).to.have.length(1);
    await clock.advance(2000);
    expect(engine.attempts).to.have.length(2);
  });

  it('gives up what is refused, and tells of what came too late', async () => {
    for (const id of ['bad', 'late']) await store.put(resultOf(id));
    delivery().start();
    await settled();
    engine.fail('bad', 'refused');
    await settled();
    engine.ignore('late');
    await settled();
    expect([log, store.size]).to.deep.equal([['bad refused', 'late ignored'], 0]);
  });

  it('gives up what is too old, without sending it', async () => {
    await store.put(resultOf('old'));
    await clock.advance(60_001);
    await store.put(resultOf('young'));
    delivery({ maxAgeMs: 60_000 }).start();
    await settled();
    expect([log, engine.openIds]).to.deep.equal([['old expired'], ['young']]);
  });

  it('stores each result before its first attempt, if it is told to', async () => {
    const results = delivery({ storeFirst: true });
    const end = results.deliver(resultOf('a'));
    expect(engine.attempts).to.deep.equal([]);
    await settled();
    expect([store.tasks, engine.openIds, engine.numbers]).to.deep.equal([['a'], ['a'], [1]]);
    engine.accept('a');
    expect(await end).to.equal('accepted');
    expect([store.size, log]).to.deep.equal([0, ['a accepted']]);
  });

  it('sends a result all the same that the disk does not take', async () => {
    store.failing = true;
    const results = delivery({ storeFirst: true });
    void results.deliver(resultOf('a'));
    await settled();
    expect([engine.openIds, log, results.hasRoom()]).to.deep.equal([['a'], ['disk full'], false]);
  });

  it('keeps in memory what the disk does not take, says so once, and tries again', async () => {
    const results = delivery();
    for (const id of ['a', 'b', 'c']) void results.deliver(resultOf(id));
    store.failing = true;
    await outage(10_000);
    expect(log).to.deep.equal(['disk full']);
    expect([results.pending, results.hasRoom()]).to.deep.equal([3, false]);
    store.failing = false;
    await outage(2000);
    expect([results.pending, results.hasRoom(), store.size]).to.deep.equal([0, true, 3]);
  });

  it('says once that what is stored can not be read, and tries again', async () => {
    for (let n = 0; n < 20; n += 1) await store.put(resultOf(`old${n}`));
    store.failing = true;
    delivery().start();
    await clock.advance(60_000);
    expect([log, engine.attempts]).to.deep.equal([['disk broken'], []]);
    store.failing = false;
    await clock.advance(30_000);
    await acceptAll();
    expect(store.size).to.equal(0);
  });

  it('has no room while the outbox is full, and tells when a stored result has gone out', async () => {
    let told = 0;
    await store.put(resultOf('old'));
    store.full = true;
    const results = delivery({ onRoom: () => (told += 1) });
    expect(results.hasRoom()).to.equal(false);
    results.start();
    await settled();
    store.full = false;
    expect(told).to.equal(0);
    engine.accept('old');
    await settled();
    expect([results.hasRoom(), told]).to.deep.equal([true, 1]);
  });

  it('stores, when it is stopped, what is not accepted, and sends nothing more', async () => {
    await store.put(resultOf('old'));
    const results = delivery({ maxConcurrent: 1 });
    const ends = ['a', 'b'].map((id) => results.deliver(resultOf(id)));
    expect(await results.stop()).to.deep.equal({ stored: 3, abandoned: 0 });
    expect(await Promise.all(ends)).to.deep.equal(['stored', 'stored']);
    results.hurry();
    await clock.advance(60_000);
    expect([engine.attempts, clock.timers]).to.deep.equal([['a'], 0]);
  });

  it('counts what the disk did not take at a stop', async () => {
    const results = delivery();
    const end = results.deliver(resultOf('a'));
    store.failing = true;
    expect(await results.stop()).to.deep.equal({ stored: 0, abandoned: 1 });
    expect(await end).to.equal('abandoned');
  });

  it('keeps nothing of what is accepted while it stops', async () => {
    const results = delivery();
    const end = results.deliver(resultOf('a'));
    const rest = results.stop();
    engine.accept('a');
    expect(await rest).to.deep.equal({ stored: 0, abandoned: 0 });
    expect([await end, store.size]).to.deep.equal(['accepted', 0]);
  });

  describe('for a task that comes again', () => {
    it('tells what waits for it, in memory and outbox', async () => {
      await store.put(resultOf('stored', 'failed'));
      const results = delivery();
      void results.deliver(resultOf('deferred', 'deferred'));
      void results.deliver(resultOf('back', 'handed-back'));
      expect(['stored', 'deferred', 'back', 'none'].map((id) => results.holds(id))).to.deep.equal([
        'final',
        'again',
        'again',
        undefined,
      ]);
    });

    it('drops what waits for it on demand', async () => {
      await store.put(resultOf('a', 'deferred'));
      const results = delivery({ maxConcurrent: 1 });
      void results.deliver(resultOf('busy'));
      const end = results.deliver(resultOf('b', 'deferred'));
      results.forget('a');
      results.forget('b');
      expect([await end, store.size, results.pending]).to.deep.equal(['replaced', 0, 1]);
    });

    it('sends a later result only after the answer to an earlier one', async () => {
      const results = delivery();
      const first = results.deliver(resultOf('a', 'deferred'));
      const second = results.deliver(resultOf('a'));
      expect(await first).to.equal('replaced');
      expect(engine.attempts).to.have.length(1);
      engine.fail('a', 'unreachable');
      await settled();
      expect(engine.attempts).to.have.length(2);
      engine.accept('a');
      expect(await second).to.equal('accepted');
      await clock.advance(60_000);
      expect(engine.attempts).to.have.length(2);
    });

    it('does so too when the later one waits in the outbox by then', async () => {
      const results = delivery();
      void results.deliver(resultOf('a', 'deferred'));
      void results.deliver(resultOf('a'));
      await clock.advance(5000);
      expect([engine.attempts.length, store.tasks]).to.deep.equal([1, ['a']]);
      engine.fail('a', 'unreachable');
      await settled();
      expect(engine.attempts).to.have.length(2);
      engine.accept('a');
      await settled();
      expect([store.size, log]).to.deep.equal([0, ['a stored', 'a accepted']]);
    });

    it('waits for an attempt that goes out from the outbox', async () => {
      await store.put(resultOf('a', 'deferred'));
      const results = delivery();
      results.start();
      await settled();
      const end = results.deliver(resultOf('a'));
      expect([engine.attempts.length, store.size]).to.deep.equal([1, 0]);
      engine.fail('a', 'unreachable');
      await settled();
      expect(engine.attempts).to.have.length(2);
      engine.accept('a');
      expect(await end).to.equal('accepted');
    });

    it('lets the first end of a task count', async () => {
      const results = delivery();
      void results.deliver(resultOf('a', 'failed'));
      expect(await results.deliver(resultOf('a'))).to.equal('replaced');
      expect(engine.attempts).to.have.length(1);
    });
  });
});
