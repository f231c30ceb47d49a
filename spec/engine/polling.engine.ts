import { expect } from 'chai';
import type { EngineUnderTest } from './engine-under-test.ts';
import { pollPath, Scene, simple, uniqueName } from './scene.ts';

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

    async function taken(priorities: readonly number[]): Promise<[number, number][]> {
      const type = await scene.task();
      const workflow = await scene.workflow([simple(type)]);
      const ids: string[] = [];
      for (const priority of priorities) ids.push(await scene.start(workflow, { priority }));
      const order: [number, number][] = [];
      while (order.length < ids.length) {
        const task = await scene.take(type);
        order.push([task.workflowPriority as number, ids.indexOf(task.workflowInstanceId)]);
      }
      return order;
    }

    if (engine.queue === 'sql') {
      it('gives the highest workflow priority first, then the oldest', async () => {
        expect(await taken([0, 9, 1, 9, 50, 0])).to.deep.equal([
          [50, 4],
          [9, 1],
          [9, 3],
          [1, 2],
          [0, 0],
          [0, 5],
        ]);
      });
    } else {
      // Redis queues read a priority as a rank: 1 comes first, and 0 (none) after all others;
      // tasks of one rank come in any order.
      it('gives the workflow priority 1 first and those without one last', async () => {
        const order = await taken([0, 9, 1, 9, 50, 0]);
        expect(order.map(([priority]) => priority)).to.deep.equal([1, 9, 9, 50, 0, 0]);
      });
    }

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
