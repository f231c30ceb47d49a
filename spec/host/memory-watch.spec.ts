import { expect } from 'chai';
import { MemoryWatch } from '../../lib/host/memory-watch.ts';
import { FakeClock } from '../delivery/fake-clock.ts';

describe('MemoryWatch', () => {
  it('says once, with the figure, that the process takes too much', async () => {
    const clock = new FakeClock();
    const said: number[] = [];
    new MemoryWatch(1, clock, (rssMb) => said.push(rssMb)).start();
    await clock.advance(10_000);
    expect(said.length).to.equal(1);
    expect(said[0]).to.be.within(2, 100_000);
    expect(clock.timers).to.equal(0);
  });

  it('looks on as long as the process takes less', async () => {
    const clock = new FakeClock();
    const said: number[] = [];
    const watch = new MemoryWatch(1_000_000, clock, (rssMb) => said.push(rssMb));
    watch.start();
    await clock.advance(10_000);
    expect(said).to.deep.equal([]);
    expect(clock.timers).to.equal(1);
    watch.stop();
    expect(clock.timers).to.equal(0);
  });
});
