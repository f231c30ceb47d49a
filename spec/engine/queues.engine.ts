import { expect } from 'chai';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Scene } from './scene.ts';

export function describeQueues(engine: EngineUnderTest): void {
  describe('queues', () => {
    const scene = new Scene(engine);

    async function size(query: string): Promise<unknown> {
      return (await scene.ok(scene.wire.get(`/tasks/queue/${query}`))).body;
    }

    it('tell their size, which polled tasks are no part of', async () => {
      const { type, workflow } = await scene.startOne();
      await scene.start(workflow);
      expect(await size(`sizes?taskType=${type}`)).to.deep.equal({ [type]: 2 });
      await scene.take(type);
      expect(await size(`sizes?taskType=${type}`)).to.deep.equal({ [type]: 1 });
      expect(await size(`size?taskType=${type}`)).to.equal(1);
    });

    it('tell their size per domain', async () => {
      const type = await scene.task();
      const { workflow } = await scene.startOne({}, {}, { name: type, taskReferenceName: type });
      await scene.start(workflow, { taskToDomain: { [type]: 'blue' } });
      expect(await size(`size?taskType=${type}&domain=blue`)).to.equal(1);
      expect(await size(`size?taskType=${type}`)).to.equal(1);
      expect(await size(`sizes?taskType=blue:${type}`)).to.deep.equal({ [`blue:${type}`]: 1 });
    });

    it('are all listed by name', async () => {
      const { type } = await scene.startOne();
      expect(await size('all')).to.include({ [type]: 1 });
    });

    it('need a name to tell their sizes', async () => {
      expect((await scene.wire.get('/tasks/queue/sizes')).status).to.equal(500);
    });
  });
}
