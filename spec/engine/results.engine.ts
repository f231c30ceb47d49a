import { expect } from 'chai';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Scene, simple } from './scene.ts';

export function describeResults(engine: EngineUnderTest): void {
  describe('a result', () => {
    const scene = new Scene(engine);

    it('is answered with the task id as plain text', async () => {
      const { type } = await scene.startOne();
      const task = await scene.take(type);
      const answer = await scene.send(task, { status: 'COMPLETED', outputData: { a: 1 } });
      expect(answer).to.include({ status: 200, text: task.taskId });
      expect(answer.contentType).to.match(/^text\/plain/);
    });

    it('that is COMPLETED stores the output as it was sent and ends the task', async () => {
      const { type, id } = await scene.startOne();
      const task = await scene.take(type);
      const outputData = { list: [1, null, 'ü', { deep: true }], none: null, '': 'empty key' };
      await scene.finish(task, { outputData, workerId: 'other' });
      const stored = await scene.readTask(task.taskId);
      expect(stored).to.include({ status: 'COMPLETED', workerId: 'other' });
      expect(stored.outputData).to.deep.equal(outputData);
      expect(stored.endTime).to.be.a('number').above(0);
      expect(await scene.readWorkflow(id)).to.include({ status: 'COMPLETED' });
    });

    it('without an output stores an empty one', async () => {
      const { type } = await scene.startOne();
      const task = await scene.take(type);
      await scene.finish(task, { outputData: null, logs: null });
      expect((await scene.readTask(task.taskId)).outputData).to.deep.equal({});
    });

    it('with fields nobody knows is taken all the same', async () => {
      const { type } = await scene.startOne();
      const task = await scene.take(type);
      await scene.finish(task, { someday: { maybe: true } });
      expect(await scene.readTask(task.taskId)).to.include({ status: 'COMPLETED' });
    });

    it('that is FAILED keeps its reason and, without retries, fails the workflow', async () => {
      const { type, id } = await scene.startOne();
      const task = await scene.take(type);
      const result = { status: 'FAILED', reasonForIncompletion: 'no ink', outputData: { a: 1 } };
      await scene.ok(scene.send(task, result));
      const stored = await scene.readTask(task.taskId);
      expect(stored).to.include({ status: 'FAILED', reasonForIncompletion: 'no ink' });
      expect(stored.outputData).to.deep.equal({ a: 1 });
      const workflow = await scene.readWorkflow(id);
      expect(workflow.status).to.equal('FAILED');
      expect(workflow.reasonForIncompletion).to.contain('no ink');
    });

    it('keeps 500 characters of a reason', async () => {
      const { type } = await scene.startOne();
      const task = await scene.take(type);
      const reasonForIncompletion = 'abcdefghij'.repeat(60);
      await scene.ok(scene.send(task, { status: 'FAILED', reasonForIncompletion }));
      const stored = await scene.readTask(task.taskId);
      expect(stored.reasonForIncompletion).to.equal(reasonForIncompletion.slice(0, 500));
    });

    it('that is FAILED_WITH_TERMINAL_ERROR is not retried', async () => {
      const { type, id } = await scene.startOne({ retryCount: 3 });
      const task = await scene.take(type);
      await scene.ok(scene.send(task, { status: 'FAILED_WITH_TERMINAL_ERROR' }));
      const workflow = await scene.readWorkflow(id);
      expect(workflow.status).to.equal('FAILED');
      expect(workflow.tasks.map((each) => each.status)).to.deep.equal([
        'FAILED_WITH_TERMINAL_ERROR',
      ]);
    });

    it('that fails an optional task for good lets the workflow go on', async () => {
      const [first, second] = [await scene.task(), await scene.task()];
      const steps = [simple(first, { optional: true }), simple(second)];
      const id = await scene.start(await scene.workflow(steps));
      const task = await scene.take(first);
      await scene.ok(scene.send(task, { status: 'FAILED_WITH_TERMINAL_ERROR' }));
      expect(await scene.readTask(task.taskId)).to.include({ status: 'COMPLETED_WITH_ERRORS' });
      await scene.finish(await scene.take(second));
      expect(await scene.readWorkflow(id)).to.include({ status: 'COMPLETED' });
    });

    it('that is CANCELED is not retried and terminates the workflow', async () => {
      const { type, id } = await scene.startOne({ retryCount: 3 });
      const task = await scene.take(type);
      await scene.ok(scene.send(task, { status: 'CANCELED' }));
      expect(await scene.readTask(task.taskId)).to.include({ status: 'CANCELED' });
      expect(await scene.readWorkflow(id)).to.include({ status: 'TERMINATED' });
    });

    it('sent twice counts once', async () => {
      const { type, id } = await scene.startOne({ retryCount: 3 });
      const task = await scene.take(type);
      const result = { status: 'FAILED', reasonForIncompletion: 'once' };
      await scene.ok(scene.send(task, result));
      const again = await scene.send(task, result);
      expect(again).to.include({ status: 200, text: task.taskId });
      expect((await scene.readWorkflow(id)).tasks).to.have.length(2);
    });

    it('for a task that is over is answered 200 and ignored', async () => {
      const { type, id } = await scene.startOne();
      const task = await scene.take(type);
      await scene.finish(task, { outputData: { winner: 'first' } });
      const late = { status: 'FAILED', outputData: { winner: 'late' } };
      expect(await scene.send(task, late)).to.include({ status: 200, text: task.taskId });
      const stored = await scene.readTask(task.taskId);
      expect(stored.status).to.equal('COMPLETED');
      expect(stored.outputData).to.deep.equal({ winner: 'first' });
      expect(await scene.readWorkflow(id)).to.include({ status: 'COMPLETED' });
    });

    it('for an unknown task or workflow is 404', async () => {
      const { type } = await scene.startOne();
      const task = await scene.take(type);
      const unknown = [
        { ...task, taskId: 'no-such-task' },
        { ...task, workflowInstanceId: 'no-such-workflow' },
      ];
      for (const each of unknown) {
        const answer = await scene.send(each, { status: 'COMPLETED' });
        expect(answer.status).to.equal(404);
        expect(answer.body).to.include({ status: 404, retryable: false });
      }
    });

    it('may come for a task nobody polled, which then leaves the queue', async () => {
      const { type, id } = await scene.startOne();
      const [task] = (await scene.readWorkflow(id)).tasks;
      await scene.finish(task!);
      expect(await scene.readWorkflow(id)).to.include({ status: 'COMPLETED' });
      expect(await scene.poll(type)).to.deep.equal([]);
    });
  });
}
