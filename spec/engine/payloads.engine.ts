import { expect } from 'chai';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Scene } from './scene.ts';

export function describePayloads(engine: EngineUnderTest): void {
  describe('an output', () => {
    const scene = new Scene(engine);
    const megabyte = 1024 * 1024;

    it('of 5 MB is taken', async () => {
      const { type, id } = await scene.startOne();
      const task = await scene.take(type);
      await scene.finish(task, { outputData: { blob: 'x'.repeat(5 * megabyte) } });
      expect(await scene.readTask(task.taskId)).to.include({ status: 'COMPLETED' });
      expect(await scene.readWorkflow(id)).to.include({ status: 'COMPLETED' });
    });

    it('above 10 MB fails the task for good and is thrown away, with a yes', async () => {
      const { type, id } = await scene.startOne({ retryCount: 3 });
      const task = await scene.take(type);
      await scene.finish(task, { outputData: { blob: 'x'.repeat(10 * megabyte) } });
      const stored = await scene.readTask(task.taskId);
      expect(stored.status).to.equal('FAILED_WITH_TERMINAL_ERROR');
      expect(stored.outputData).to.deep.equal({});
      expect(stored.reasonForIncompletion).to.contain('10485760');
      expect(await scene.readWorkflow(id)).to.include({ status: 'FAILED' });
    });

    it('with a string above 20 000 000 characters can not be read', async () => {
      const { type } = await scene.startOne();
      const task = await scene.take(type);
      const outputData = { blob: 'x'.repeat(20_000_001) };
      const answer = await scene.send(task, { status: 'COMPLETED', outputData });
      expect(answer.status).to.equal(500);
      expect(answer.body).to.include({ retryable: false });
      expect(await scene.readTask(task.taskId)).to.include({ status: 'IN_PROGRESS' });
    });
  });
}
