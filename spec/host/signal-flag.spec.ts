import { expect } from 'chai';
import { SignalFlag } from '../../lib/host/signal-flag.ts';

describe('SignalFlag', () => {
  it('wakes who waits', async () => {
    const flag = new SignalFlag();
    const waiting = flag.wait();
    flag.set();
    await waiting;
  });

  it('lets the next wait return at once when set while nobody waits', async () => {
    const flag = new SignalFlag();
    flag.set();
    await flag.wait();
  });

  it('is clear again after a wait, however often it was set', async () => {
    const flag = new SignalFlag();
    flag.set();
    flag.set();
    await flag.wait();
    const start = performance.now();
    await flag.wait(30);
    expect(performance.now() - start).to.be.at.least(28);
  });

  it('waits no longer than asked', async () => {
    await new SignalFlag().wait(1);
  });

  it('leaves no timer behind when woken', async () => {
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    // The test runner sets a timer of its own once a test turns out to be asynchronous.
    await new Promise(setImmediate);
    const before = timers();
    const flag = new SignalFlag();
    const waiting = flag.wait(60_000);
    flag.set();
    await waiting;
    expect(timers()).to.equal(before);
  });
});
