import { expect } from 'chai';
import { SlowEngine } from './slow-engine.ts';

describe('SecondProbe', () => {
  it('begins halfway between two looks of the engine at the first', async () => {
    const engine = await SlowEngine.withTraffic();
    const [first, second] = engine.heldSince;
    expect(engine.heldSince.length).to.equal(2);
    expect(((second ?? 0) - (first ?? 0)) % 100).to.equal(50);
  });

  it('shows tasks sooner', async () => {
    const engine = await SlowEngine.withTraffic();
    expect(mean(await engine.waitsOf(40))).to.be.below(35);
    const alone = await SlowEngine.withTraffic({ room: 1 });
    expect(mean(await alone.waitsOf(40))).to.be.above(45);
  });

  it('does without one while no tasks come', async () => {
    const engine = await SlowEngine.withTraffic();
    await engine.clock.advance(20_000);
    expect(engine.heldSince.length).to.equal(1);
  });

  it('does without one where the engine shows tasks at once', async () => {
    const engine = await SlowEngine.withTraffic({ betweenLooks: 10 });
    expect(engine.heldSince.length).to.equal(1);
  });

  it('does without one that brings a task for which there is no room', async () => {
    const engine = await SlowEngine.withTraffic({ room: 1 });
    expect(engine.heldSince.length).to.equal(1);
  });

  it('is not asked for more tasks than there is room for, together with the first', async () => {
    const engine = await SlowEngine.withTraffic({ room: 2 });
    for (let n = 0; n < 6; n++) {
      for (let task = 0; task < 4; task++) engine.put();
      await engine.waitsOf(1);
    }
    expect(engine.mostExpected).to.equal(2);
  });

  it('leaves held polls to those in line', async () => {
    const engine = await SlowEngine.withTraffic({ limit: 1 });
    expect(engine.heldSince.length).to.equal(1);
  });

  it('is waited for by a stop, and what it brings is given on', async () => {
    const engine = await SlowEngine.withTraffic();
    let over = false;
    engine.loop.stop();
    void engine.running.then(() => (over = true));
    const before = engine.accepted;
    await engine.clock.advance(200);
    expect(over).to.equal(false);
    engine.put();
    engine.put();
    await engine.clock.advance(5000);
    expect([engine.accepted - before, over]).to.deep.equal([2, true]);
  });

  it('is not begun again after a failure while the first is still held', async () => {
    const engine = await SlowEngine.withTraffic();
    const [, second = 0] = engine.heldSince;
    // The second is the next to look.
    await engine.clock.advance(90 - ((engine.clock.now() - second) % 100));
    engine.put();
    engine.failing = 1000;
    await engine.clock.advance(2000);
    expect(engine.heldSince.length).to.equal(1);
    expect(1000 - engine.failing).to.equal(1);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
