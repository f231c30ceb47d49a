import { expect } from 'chai';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Scene, simple } from './scene.ts';

export function describeTaskJson(engine: EngineUnderTest): void {
  describe('a polled task', () => {
    const scene = new Scene(engine);

    it('says what it is, whose it is and which try it is', async () => {
      const type = await scene.task({ retryCount: 2, responseTimeoutSeconds: 77 });
      const workflow = await scene.workflow([
        simple(type, { taskReferenceName: 'first', inputParameters: { a: '${workflow.input.a}' } }),
      ]);
      const request = { input: { a: { deep: [1, null, 'ü'] } }, correlationId: 'c-1', priority: 3 };
      const id = await scene.start(workflow, request);
      const task = await scene.take(type, { workerid: 'w' });
      expect(task).to.include({
        taskType: type,
        taskDefName: type,
        referenceTaskName: 'first',
        status: 'IN_PROGRESS',
        workflowInstanceId: id,
        workflowType: workflow,
        correlationId: 'c-1',
        workflowPriority: 3,
        retryCount: 0,
        pollCount: 1,
        seq: 1,
        iteration: 0,
        callbackAfterSeconds: 0,
        responseTimeoutSeconds: 77,
        workerId: 'w',
      });
      expect(task.inputData).to.deep.equal(request.input);
      expect(task.outputData).to.deep.equal({});
    });

    it('tells its times in milliseconds, and how long it was queued', async () => {
      const { type } = await scene.startOne();
      const task = await scene.take(type);
      for (const field of ['scheduledTime', 'startTime', 'updateTime']) {
        expect(task[field], field).to.be.a('number').closeTo(Date.now(), 60_000);
      }
      expect(task.queueWaitTime).to.be.a('number').within(0, 60_000);
      expect(task.endTime).to.equal(0);
    });

    it('carries its definition', async () => {
      const { type } = await scene.startOne({
        retryCount: 4,
        timeoutSeconds: 90,
        responseTimeoutSeconds: 30,
        timeoutPolicy: 'RETRY',
      });
      const task = await scene.take(type);
      const expected = {
        name: type,
        retryCount: 4,
        timeoutSeconds: 90,
        responseTimeoutSeconds: 30,
      };
      expect((task.workflowTask as { taskDefinition: unknown }).taskDefinition).to.include(
        expected,
      );
      expect(task.taskDefinition).to.include(expected);
    });

    it('carries the defaults when nobody defined it', async () => {
      const type = `${await scene.task()}-undefined`;
      await scene.start(await scene.workflow([simple(type)]));
      const task = await scene.take(type);
      expect(task.taskDefinition).to.include({
        retryCount: 3,
        retryDelaySeconds: 60,
        timeoutSeconds: 0,
        responseTimeoutSeconds: 3600,
        timeoutPolicy: 'TIME_OUT_WF',
      });
      expect((await scene.wire.get(`/metadata/taskdefs/${type}`)).status).to.equal(404);
    });

    it('has the input template of its definition under its own input', async () => {
      const { type } = await scene.startOne(
        { inputTemplate: { a: 'template', b: 'template' } },
        {},
        { inputParameters: { b: 'own' } },
      );
      expect((await scene.take(type)).inputData).to.deep.equal({ a: 'template', b: 'own' });
    });

    it('leaves out what is not set', async () => {
      const { type } = await scene.startOne();
      const task = await scene.take(type);
      for (const field of ['domain', 'reasonForIncompletion', 'retriedTaskId', 'correlationId']) {
        expect(task, field).to.not.have.property(field);
      }
    });

    it('can be read by its id, and an unknown one is 404', async () => {
      const { type } = await scene.startOne();
      const task = await scene.take(type);
      expect(await scene.readTask(task.taskId)).to.include({ taskId: task.taskId, taskType: type });
      const answer = await scene.wire.get('/tasks/no-such-task');
      expect(answer.status).to.equal(404);
      expect(answer.body).to.include({ status: 404, retryable: false });
    });
  });
}
