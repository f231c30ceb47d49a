import { expect } from 'chai';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Scene } from './scene.ts';

export function describeHandBack(engine: EngineUnderTest): void {
  describe('a task handed back as IN_PROGRESS', () => {
    const scene = new Scene(engine);

    it('comes again at once, as the same task and without using up a retry', async () => {
      const { type } = await scene.startOne({ retryCount: 1 });
      const first = await scene.take(type);
      const result = { status: 'IN_PROGRESS', callbackAfterSeconds: 0, outputData: {} };
      await scene.ok(scene.send(first, result));
      const [again] = await scene.poll(type, { workerid: 'other' });
      expect(again).to.include({
        taskId: first.taskId,
        retryCount: 0,
        pollCount: 2,
        seq: first.seq as number,
        workerId: 'other',
        startTime: first.startTime as number,
        scheduledTime: first.scheduledTime as number,
      });
    });

    it('is SCHEDULED until somebody polls it', async () => {
      const { type } = await scene.startOne();
      const task = await scene.take(type);
      await scene.ok(scene.send(task, { status: 'IN_PROGRESS', callbackAfterSeconds: 30 }));
      expect(await scene.readTask(task.taskId)).to.include({
        status: 'SCHEDULED',
        callbackAfterSeconds: 30,
      });
      expect(await scene.poll(type)).to.deep.equal([]);
    });

    it('comes again after callbackAfterSeconds', async () => {
      const { type } = await scene.startOne();
      const task = await scene.take(type);
      await scene.ok(scene.send(task, { status: 'IN_PROGRESS', callbackAfterSeconds: 1 }));
      const handedBack = Date.now();
      expect(await scene.poll(type)).to.deep.equal([]);
      expect(await scene.take(type)).to.include({ taskId: task.taskId, callbackAfterSeconds: 0 });
      expect(Date.now() - handedBack).to.be.within(800, 3500);
    });

    it('has fractions of callbackAfterSeconds cut off', async () => {
      const { type } = await scene.startOne();
      const task = await scene.take(type);
      await scene.ok(scene.send(task, { status: 'IN_PROGRESS', callbackAfterSeconds: 0.9 }));
      expect(await scene.poll(type)).to.have.length(1);
    });

    it('brings the output that was sent with it, replaced and not merged', async () => {
      const { type } = await scene.startOne();
      const first = await scene.take(type);
      await scene.ok(scene.send(first, { status: 'IN_PROGRESS', outputData: { a: 1, b: 1 } }));
      const second = await scene.take(type);
      expect(second.outputData).to.deep.equal({ a: 1, b: 1 });
      await scene.ok(scene.send(second, { status: 'IN_PROGRESS', outputData: { b: 2 } }));
      const third = await scene.take(type);
      expect(third.outputData).to.deep.equal({ b: 2 });
      expect(third.pollCount).to.equal(3);
    });

    it('can be finished while it is queued, and is then gone from the queue', async () => {
      const { type, id } = await scene.startOne();
      const task = await scene.take(type);
      await scene.ok(scene.send(task, { status: 'IN_PROGRESS' }));
      await scene.finish(task);
      expect(await scene.poll(type)).to.deep.equal([]);
      expect(await scene.readWorkflow(id)).to.include({ status: 'COMPLETED' });
    });
  });
}
