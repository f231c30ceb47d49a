import { expect } from 'chai';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Scene } from './scene.ts';

export function describeRetries(engine: EngineUnderTest): void {
  describe('a retry', () => {
    const scene = new Scene(engine);

    it('is a new task at once: new id, next in sequence, same input, empty output', async () => {
      const step = { inputParameters: { a: '${workflow.input.a}' } };
      const { type, id } = await scene.startOne({ retryCount: 2 }, { input: { a: 7 } }, step);
      const first = await scene.take(type);
      await scene.ok(scene.send(first, { status: 'FAILED', outputData: { half: true } }));
      const [second] = await scene.poll(type);
      expect(second).to.include({
        retriedTaskId: first.taskId,
        referenceTaskName: first.referenceTaskName,
        workflowInstanceId: id,
        retryCount: 1,
        seq: 2,
        pollCount: 1,
      });
      expect(second!.taskId).to.not.equal(first.taskId);
      expect(second!.inputData).to.deep.equal({ a: 7 });
      expect(second!.outputData).to.deep.equal({});
      expect(await scene.readTask(first.taskId)).to.include({ status: 'FAILED', retried: true });
    });

    it('that completes completes the workflow', async () => {
      const { type, id } = await scene.startOne({ retryCount: 1 });
      await scene.ok(scene.send(await scene.take(type), { status: 'FAILED' }));
      await scene.finish(await scene.take(type), { outputData: { done: true } });
      const workflow = await scene.readWorkflow(id);
      expect(workflow.status).to.equal('COMPLETED');
      expect(workflow.output).to.deep.equal({ done: true });
    });

    it('comes as often as the definition says, then the workflow has failed', async () => {
      const { type, id } = await scene.startOne({ retryCount: 1 });
      await scene.ok(scene.send(await scene.take(type), { status: 'FAILED' }));
      const last = await scene.take(type);
      await scene.ok(scene.send(last, { status: 'FAILED', reasonForIncompletion: 'still no ink' }));
      expect(await scene.poll(type)).to.deep.equal([]);
      const workflow = await scene.readWorkflow(id);
      expect(workflow.status).to.equal('FAILED');
      expect(workflow.reasonForIncompletion).to.equal(
        `Task ${last.taskId} failed with status: FAILED and reason: 'still no ink'`,
      );
      expect(workflow.tasks.map((task) => task.status)).to.deep.equal(['FAILED', 'FAILED']);
    });

    it('is decided by the step of the workflow before the definition', async () => {
      const { type, id } = await scene.startOne({ retryCount: 3 }, {}, { retryCount: 0 });
      await scene.ok(scene.send(await scene.take(type), { status: 'FAILED' }));
      expect(await scene.readWorkflow(id)).to.include({ status: 'FAILED' });
    });

    it('waits for the retry delay', async () => {
      const { type } = await scene.startOne({ retryCount: 1, retryDelaySeconds: 1 });
      await scene.ok(scene.send(await scene.take(type), { status: 'FAILED' }));
      const failed = Date.now();
      expect(await scene.poll(type)).to.deep.equal([]);
      await scene.take(type);
      expect(Date.now() - failed).to.be.within(800, 3500);
    });
  });
}
