import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineUnderTest } from './engine-under-test.ts';
import { pollPath, Scene, simple } from './scene.ts';

export function describeHeldPolls(engine: EngineUnderTest): void {
  describe('a held poll', () => {
    const scene = new Scene(engine);

    it('of an empty queue lasts as long as its timeout', async () => {
      const type = await scene.task();
      const answer = await scene.wire.get(pollPath(type, { count: 1, timeout: 400 }));
      expect(answer.text).to.equal('[]');
      expect(answer.ms).to.be.within(350, 2000);
    });

    it('for one task ends when that task comes', async () => {
      const type = await scene.task();
      const workflow = await scene.workflow([simple(type)]);
      const held = scene.wire.get(pollPath(type, { count: 1, timeout: 5000 }));
      await sleep(300);
      await scene.start(workflow);
      const answer = await held;
      expect(answer.body).to.have.length(1);
      expect(answer.ms).to.be.within(300, 3000);
    });

    it('ends at once when the queue has all it asks for', async () => {
      const { type, workflow } = await scene.startOne();
      await scene.start(workflow);
      const answer = await scene.wire.get(pollPath(type, { count: 2, timeout: 4000 }));
      expect(answer.body).to.have.length(2);
      expect(answer.ms).to.be.below(2000);
    });

    const half =
      engine.queue === 'sql' ? 'waits for the rest until its timeout' : 'ends with what is there';
    it(`that finds fewer tasks than it asks for ${half}`, async () => {
      const { type } = await scene.startOne();
      const answer = await scene.wire.get(pollPath(type, { count: 10, timeout: 1500 }));
      expect(answer.body).to.have.length(1);
      if (engine.queue === 'sql') expect(answer.ms).to.be.within(1400, 4000);
      else expect(answer.ms).to.be.below(1000);
    });
  });
}
