import { expect } from 'chai';
import { LookUps } from '../../lib/host/look-ups.ts';
import { FakeClock } from '../delivery/fake-clock.ts';

function taken(lookUps: LookUps, tries: number): number {
  return Array.from({ length: tries }, () => lookUps.take()).filter(Boolean).length;
}

describe('LookUps', () => {
  it('allows 50 at once, and 50 a second from then on', async () => {
    const clock = new FakeClock();
    const lookUps = new LookUps({ lookUp: () => Promise.resolve('running') }, clock);
    expect(taken(lookUps, 80)).to.equal(50);
    await clock.advance(100);
    expect(taken(lookUps, 80)).to.equal(5);
    let total = 0;
    for (let i = 0; i < 40; i++) {
      await clock.advance(250);
      total += taken(lookUps, 80);
    }
    expect(total).to.be.closeTo(500, 1);
  });

  it('saves no more than a second of them up', async () => {
    const clock = new FakeClock();
    const lookUps = new LookUps({ lookUp: () => Promise.resolve('running') }, clock);
    await clock.advance(60_000);
    expect(taken(lookUps, 80)).to.equal(50);
  });

  it('asks the engine, whatever the rate', async () => {
    const asked: string[] = [];
    const lookUps = new LookUps(
      {
        lookUp: ({ taskId }) => {
          asked.push(taskId);
          return Promise.resolve('gone');
        },
      },
      new FakeClock(),
    );
    taken(lookUps, 50);
    expect(await lookUps.ask({ taskId: 't', workflowId: 'w' })).to.equal('gone');
    expect(asked).to.deep.equal(['t']);
  });
});
