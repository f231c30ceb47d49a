import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Scene } from './scene.ts';

export function describeTimeOuts(engine: EngineUnderTest): void {
  describe('time-outs', () => {
    const scene = new Scene(engine);

    async function becomes(taskId: string, workflowId: string, status: string): Promise<void> {
      await eventually(async () => {
        await scene.decide(workflowId);
        expect(await scene.readTask(taskId)).to.include({ status });
      });
    }

    const extend = { status: 'IN_PROGRESS', extendLease: true };

    it('end a task without a sign of life and retry it as a new one', async () => {
      const { type, id } = await scene.startOne({ responseTimeoutSeconds: 1, retryCount: 1 });
      const task = await scene.take(type);
      await becomes(task.taskId, id, 'TIMED_OUT');
      const stored = await scene.readTask(task.taskId);
      expect(stored.reasonForIncompletion).to.match(/^responseTimeout: 1 exceeded for the taskId/);
      const retry = await scene.take(type);
      expect(retry).to.include({ retriedTaskId: task.taskId, retryCount: 1 });
    });

    it('ignore the late result of the attempt that they ended', async () => {
      const { type, id } = await scene.startOne({ responseTimeoutSeconds: 1, retryCount: 1 });
      const task = await scene.take(type);
      await becomes(task.taskId, id, 'TIMED_OUT');
      expect(await scene.send(task, { status: 'COMPLETED' })).to.include({ status: 200 });
      expect(await scene.readTask(task.taskId)).to.include({ status: 'TIMED_OUT' });
      expect(await scene.readWorkflow(id)).to.include({ status: 'RUNNING' });
    });

    it('end the workflow when the retries are used up', async () => {
      const { type, id } = await scene.startOne({ responseTimeoutSeconds: 1 });
      const task = await scene.take(type);
      await becomes(task.taskId, id, 'TIMED_OUT');
      expect(await scene.readWorkflow(id)).to.include({ status: 'TIMED_OUT' });
    });

    it('do not come while the lease is extended', async () => {
      const { type, id } = await scene.startOne({ responseTimeoutSeconds: 2, retryCount: 1 });
      const task = await scene.take(type);
      for (let i = 0; i < 5; i += 1) {
        await sleep(500);
        await scene.ok(scene.send(task, extend));
      }
      await scene.decide(id);
      expect(await scene.readTask(task.taskId)).to.include({ status: 'IN_PROGRESS' });
    });

    it('are all that an extended lease changes: nothing else of it is stored', async () => {
      const { type } = await scene.startOne();
      const task = await scene.take(type);
      const answer = await scene.send(task, {
        ...extend,
        status: 'COMPLETED',
        outputData: { a: 1 },
        callbackAfterSeconds: 5,
      });
      expect(answer).to.include({ status: 200, text: task.taskId });
      const stored = await scene.readTask(task.taskId);
      expect(stored).to.include({ status: 'IN_PROGRESS', callbackAfterSeconds: 0, pollCount: 1 });
      expect(stored.outputData).to.deep.equal({});
    });

    it('answer an extension of an unknown lease with 404, of an ended one with 200', async () => {
      const { type, id } = await scene.startOne();
      const task = await scene.take(type);
      expect((await scene.send({ ...task, taskId: 'no-such-task' }, extend)).status).to.equal(404);
      await scene.finish(task);
      expect((await scene.send(task, extend)).status).to.equal(200);
      expect(await scene.readTask(task.taskId)).to.include({ status: 'COMPLETED' });
      expect(await scene.readWorkflow(id)).to.include({ status: 'COMPLETED' });
    });

    describe('of a whole attempt (timeoutSeconds)', () => {
      const limits = { timeoutSeconds: 1, responseTimeoutSeconds: 1, retryCount: 1 };

      it('time the workflow out by default', async () => {
        const { type, id } = await scene.startOne(limits);
        const task = await scene.take(type);
        await becomes(task.taskId, id, 'TIMED_OUT');
        expect(await scene.readWorkflow(id)).to.include({ status: 'TIMED_OUT' });
        expect(await scene.poll(type)).to.deep.equal([]);
      });

      it('with RETRY retry the task, whatever lease was extended', async () => {
        const definition = { ...limits, timeoutSeconds: 2, responseTimeoutSeconds: 2 };
        const { type, id } = await scene.startOne({ ...definition, timeoutPolicy: 'RETRY' });
        const task = await scene.take(type);
        await sleep(1200);
        await scene.ok(scene.send(task, extend));
        await sleep(900);
        await becomes(task.taskId, id, 'TIMED_OUT');
        expect(Date.now() - (task.startTime as number)).to.be.below(3100);
        expect(await scene.take(type)).to.include({ retriedTaskId: task.taskId });
      });

      it('with ALERT_ONLY change nothing', async () => {
        const { type, id } = await scene.startOne({ ...limits, timeoutPolicy: 'ALERT_ONLY' });
        const task = await scene.take(type);
        await sleep(600);
        await scene.ok(scene.send(task, extend));
        await sleep(500);
        await scene.decide(id);
        expect(await scene.readTask(task.taskId)).to.include({ status: 'IN_PROGRESS' });
      });
    });

    it('of the queue (pollTimeoutSeconds) end a task that nobody polls', async () => {
      const { id } = await scene.startOne({ pollTimeoutSeconds: 1 });
      await eventually(async () => {
        await scene.decide(id);
        expect(await scene.readWorkflow(id)).to.include({ status: 'TIMED_OUT' });
      });
    });
  });
}
