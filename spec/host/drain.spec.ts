import { expect } from 'chai';
import { Drain } from '../../lib/host/drain.ts';
import { FakeClock, settled } from '../delivery/fake-clock.ts';

const never = new Promise<never>(() => undefined);

function begun(timeoutMs: number): { clock: FakeClock; drain: Drain } {
  const clock = new FakeClock();
  const drain = new Drain(clock, timeoutMs);
  drain.begin();
  return { clock, drain };
}

/** When it settled, in milliseconds from now. */
async function settlesAfter(clock: FakeClock, promise: Promise<void>): Promise<number> {
  const start = clock.now();
  let end: number | undefined;
  void promise.then(() => (end = clock.now() - start));
  for (let i = 0; i < 100 && end === undefined; i++) await clock.advance(100);
  return end ?? Infinity;
}

describe('Drain', () => {
  it('waits for what it is given, and leaves no timer behind', async () => {
    const { clock, drain } = begun(60_000);
    await drain.wait(Promise.resolve());
    expect(clock.timers).to.equal(0);
  });

  it('takes a rejection for an end', async () => {
    await begun(60_000).drain.wait(Promise.reject(new Error('whatever')));
  });

  it('waits until its deadline at most, whenever the wait began', async () => {
    const { clock, drain } = begun(5000);
    await clock.advance(2000);
    expect(await settlesAfter(clock, drain.wait(never))).to.equal(3000);
    expect(await settlesAfter(clock, drain.wait(never))).to.equal(0);
  });

  it('gives each wait what it is to have at least', async () => {
    const { clock, drain } = begun(1000);
    expect(await settlesAfter(clock, drain.wait(never, 400))).to.equal(1000);
    expect(await settlesAfter(clock, drain.wait(never, 400))).to.equal(400);
  });

  it('gives each wait half a second once it is forced, those under way too', async () => {
    const { clock, drain } = begun(60_000);
    const underWay = drain.wait(never);
    await clock.advance(2000);
    drain.force();
    expect(await settlesAfter(clock, underWay)).to.equal(500);
    expect(await settlesAfter(clock, drain.wait(never, 6000))).to.equal(500);
    expect(drain.forced).to.equal(true);
  });

  it('takes no longer forced than it would have', async () => {
    const { clock, drain } = begun(100);
    drain.force();
    expect(await settlesAfter(clock, drain.wait(never))).to.equal(100);
  });

  it('leaves a wait alone that was over before it was forced', async () => {
    const { clock, drain } = begun(1000);
    await drain.wait(Promise.resolve());
    drain.force();
    await settled();
    expect(clock.timers).to.equal(0);
  });
});
