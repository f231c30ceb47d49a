import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Scene } from './scene.ts';
import type { WireTask } from './scene.ts';

export function describeLogs(engine: EngineUnderTest): void {
  describe('task logs', () => {
    const scene = new Scene(engine);

    interface Line {
      readonly log: string;
      readonly taskId: string;
      readonly createdTime: number;
    }

    async function lines(task: WireTask): Promise<Line[]> {
      const answer = await scene.ok(scene.wire.get(`/tasks/${task.taskId}/log`));
      return answer.status === 204 ? [] : (answer.body as Line[]);
    }

    async function taken(): Promise<WireTask> {
      return scene.take((await scene.startOne()).type);
    }

    it('of a task without any are answered with 204', async () => {
      const answer = await scene.wire.get(`/tasks/${(await taken()).taskId}/log`);
      expect(answer).to.include({ status: 204, text: '' });
    });

    it('can be posted for a task nobody knows', async () => {
      const answer = await scene.wire.postText('/tasks/no-such-task/log', 'a line');
      expect(answer).to.include({ status: 200, text: '' });
    });

    it('can not be empty', async () => {
      expect((await scene.wire.postText('/tasks/no-such-task/log', '')).status).to.equal(500);
    });

    // Without an index there is nowhere to keep them: the Redis server takes logs and forgets them.
    if (engine.queue === 'redis') return;

    it('sent with a result keep its first ten lines, by time', async () => {
      const task = await taken();
      const logs = Array.from({ length: 12 }, (_, i) => ({
        log: `line ${i}`,
        taskId: task.taskId,
        createdTime: 2_000_000 - i,
      }));
      await scene.finish(task, { logs });
      const kept = await eventually(async () => {
        const found = await lines(task);
        expect(found).to.have.length(10);
        return found;
      });
      expect(kept).to.deep.equal(logs.slice(0, 10).reverse());
    });

    it('posted one by one are all kept as they are, also after the end of the task', async () => {
      const task = await taken();
      await scene.finish(task);
      for (let i = 0; i < 12; i += 1) {
        await scene.ok(scene.wire.postText(`/tasks/${task.taskId}/log`, `"line ${i}"`));
      }
      await eventually(async () => expect(await lines(task)).to.have.length(12));
      const kept = await lines(task);
      expect(kept.map((line) => line.log)).to.have.members(
        Array.from({ length: 12 }, (_, i) => `"line ${i}"`),
      );
      const times = kept.map((line) => line.createdTime);
      expect(times).to.deep.equal([...times].sort((a, b) => a - b));
      expect(times[0]).to.be.closeTo(Date.now(), 60_000);
    });

    it('sent with a heartbeat or a result that is ignored are not kept', async () => {
      const task = await taken();
      const logs = [{ log: 'lost', taskId: task.taskId, createdTime: Date.now() }];
      await scene.ok(scene.send(task, { status: 'IN_PROGRESS', extendLease: true, logs }));
      await scene.finish(task, { logs: [{ ...logs[0], log: 'kept' }] });
      await scene.finish(task, { logs });
      await eventually(async () => expect(await lines(task)).to.have.length(1));
      expect((await lines(task))[0]).to.include({ log: 'kept' });
    });
  });
}
