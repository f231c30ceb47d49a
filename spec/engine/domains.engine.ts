import { expect } from 'chai';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Scene, simple, uniqueName } from './scene.ts';

export function describeDomains(engine: EngineUnderTest): void {
  describe('domains', () => {
    const scene = new Scene(engine);

    async function startIn(domain: string, type: string): Promise<void> {
      const workflow = await scene.workflow([simple(type)]);
      await scene.start(workflow, { taskToDomain: { [type]: domain } });
    }

    it('keep their tasks from pollers without a domain, and from other domains', async () => {
      const type = await scene.task();
      await startIn('blue', type);
      expect(await scene.poll(type)).to.deep.equal([]);
      expect(await scene.poll(type, { domain: 'Blue' })).to.deep.equal([]);
      const task = await scene.take(type, { domain: 'blue' });
      expect(task.domain).to.equal('blue');
    });

    it('are not the default queue when the name is empty', async () => {
      const { type } = await scene.startOne();
      expect(await scene.poll(type, { domain: '' })).to.deep.equal([]);
      expect(await scene.poll(type)).to.have.length(1);
    });

    it('with NO_DOMAIN last fall back to the default queue while nobody polls them', async () => {
      const type = await scene.task();
      await startIn('blue,NO_DOMAIN', type);
      const task = await scene.take(type);
      expect(task).to.not.have.property('domain');
    });

    it('without NO_DOMAIN fall back to the last one while nobody polls them', async () => {
      const type = await scene.task();
      await startIn('blue, green', type);
      expect(await scene.poll(type, { domain: 'green' })).to.have.length(1);
    });

    it('are chosen when a worker has polled them', async () => {
      const type = await scene.task();
      await scene.poll(type, { domain: 'blue' });
      await startIn('blue,NO_DOMAIN', type);
      expect(await scene.poll(type)).to.deep.equal([]);
      expect(await scene.poll(type, { domain: 'blue' })).to.have.length(1);
    });

    it('are kept alive by a poll for no tasks', async () => {
      const type = await scene.task();
      await scene.poll(type, { domain: 'blue', count: 0 });
      await startIn('blue,NO_DOMAIN', type);
      expect(await scene.poll(type, { domain: 'blue' })).to.have.length(1);
    });

    it('can be given to all tasks of a workflow with a star', async () => {
      const type = await scene.task();
      const workflow = await scene.workflow([simple(type)]);
      await scene.start(workflow, { taskToDomain: { '*': 'blue' } });
      expect(await scene.poll(type, { domain: 'blue' })).to.have.length(1);
    });

    it('stay with a task when it is retried', async () => {
      const type = await scene.task({ retryCount: 1 });
      await startIn('blue', type);
      const first = await scene.take(type, { domain: 'blue' });
      await scene.ok(scene.send(first, { status: 'FAILED' }));
      const retry = await scene.take(type, { domain: 'blue' });
      expect(retry).to.include({ domain: 'blue', retriedTaskId: first.taskId });
    });

    it('have one row of poll data each, with the last poller', async () => {
      const type = uniqueName('task');
      await scene.poll(type, { workerid: 'one' });
      await scene.poll(type, { workerid: 'two' });
      await scene.poll(type, { workerid: 'three', domain: 'blue' });
      const answer = await scene.ok(scene.wire.get(`/tasks/queue/polldata?taskType=${type}`));
      const rows = (
        answer.body as { domain?: string; workerId: string; lastPollTime: number }[]
      ).map((row) => [row.domain, row.workerId, Date.now() - row.lastPollTime < 60_000]);
      expect(rows).to.have.deep.members([
        [undefined, 'two', true],
        ['blue', 'three', true],
      ]);
    });
  });
}
