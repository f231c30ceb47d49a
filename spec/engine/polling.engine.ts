import { expect } from 'chai';
import type { EngineUnderTest } from './engine-under-test.ts';
import { pollPath, Scene, uniqueName } from './scene.ts';

export function describePolling(engine: EngineUnderTest): void {
  describe('polling', () => {
    const scene = new Scene(engine);

    it('gives one task to a single poll', async () => {
      const { type, id } = await scene.startOne();
      const answer = await scene.wire.get(`/tasks/poll/${type}?workerid=w`);
      expect(answer.status).to.equal(200);
      expect(answer.body).to.include({ taskType: type, workflowInstanceId: id, workerId: 'w' });
    });

    it('answers 204 to a single poll of an empty queue', async () => {
      const answer = await scene.wire.get(`/tasks/poll/${await scene.task()}`);
      expect(answer.status).to.equal(204);
      expect(answer.text).to.equal('');
    });

    it('answers 200 and [] to a batch poll of an empty queue', async () => {
      const answer = await scene.wire.get(`/tasks/poll/batch/${await scene.task()}`);
      expect(answer).to.include({ status: 200, text: '[]' });
    });

    it('answers 200 and [] for a task nobody ever defined', async () => {
      const answer = await scene.wire.get(`/tasks/poll/batch/${uniqueName('unknown')}`);
      expect(answer).to.include({ status: 200, text: '[]' });
    });

    it('gives as many tasks as asked for, each once', async () => {
      const { type, workflow, id } = await scene.startOne();
      const ids = [id, await scene.start(workflow), await scene.start(workflow)];
      const first = await scene.poll(type, { count: 2 });
      const second = await scene.poll(type, { count: 2 });
      expect([first.length, second.length]).to.deep.equal([2, 1]);
      const given = [...first, ...second].map((task) => task.workflowInstanceId);
      expect(given).to.have.members(ids);
    });

    it('gives one task when the count is left out', async () => {
      const { type, workflow } = await scene.startOne();
      await scene.start(workflow);
      const answer = await scene.wire.get(`/tasks/poll/batch/${type}`);
      expect(answer.body).to.have.length(1);
    });

    it('answers a count of 0 with [] at once and leaves the queue alone', async () => {
      const { type } = await scene.startOne();
      const answer = await scene.wire.get(pollPath(type, { count: 0, timeout: 4000 }));
      expect(answer).to.include({ status: 200, text: '[]' });
      expect(answer.ms).to.be.below(2000);
      expect(await scene.poll(type)).to.have.length(1);
    });

    it('refuses a timeout above 5 seconds', async () => {
      const answer = await scene.wire.get(pollPath(uniqueName('task'), { timeout: 5001 }));
      expect(answer.status).to.equal(400);
      expect(answer.body).to.include({
        status: 400,
        message: 'Long Poll Timeout value cannot be more than 5 seconds',
        retryable: false,
      });
    });

    it('takes a timeout below 0 for 0, and an empty one for the default', async () => {
      const type = await scene.task();
      expect(await scene.poll(type, { timeout: -1 })).to.deep.equal([]);
      expect(await scene.poll(type, { timeout: '' })).to.deep.equal([]);
    });

    it('gives the highest workflow priority first, then the oldest', async () => {
      const { type, workflow, id: plain } = await scene.startOne();
      const low = await scene.start(workflow, { priority: 1 });
      const high = await scene.start(workflow, { priority: 9 });
      const later = await scene.start(workflow, { priority: 9 });
      const order: string[] = [];
      for (let i = 0; i < 4; i += 1) order.push((await scene.take(type)).workflowInstanceId);
      expect(order).to.deep.equal([high, later, low, plain]);
    });

    it('marks what it gives out: in progress, started, one poll, by this worker', async () => {
      const { type } = await scene.startOne();
      const task = await scene.take(type, { workerid: 'left-hand' });
      const stored = await scene.readTask(task.taskId);
      expect(stored).to.include({ status: 'IN_PROGRESS', pollCount: 1, workerId: 'left-hand' });
      expect(stored.startTime).to.be.a('number').above(0);
      expect(await scene.poll(type)).to.deep.equal([]);
    });
  });
}
