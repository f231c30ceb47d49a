import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Scene, simple } from './scene.ts';

export function describeFlows(engine: EngineUnderTest): void {
  describe('a workflow', () => {
    const scene = new Scene(engine);

    it('has its next task queued when a result is answered', async () => {
      const [first, second] = [await scene.task(), await scene.task()];
      await scene.start(await scene.workflow([simple(first), simple(second)]));
      const task = await scene.take(first);
      expect(await scene.poll(second)).to.deep.equal([]);
      await scene.finish(task);
      const [next] = await scene.poll(second);
      expect(next).to.include({ seq: 2, referenceTaskName: second });
    });

    it('passes input and outputs on by its expressions', async () => {
      const [first, second] = [await scene.task(), await scene.task()];
      const expressions = {
        whole: '${first.output}',
        part: '${first.output.list[1].name}',
        input: '${workflow.input.who}',
        text: 'to ${workflow.input.who} from ${first.output.by}',
        id: '${workflow.workflowId}',
        absent: '${first.output.nothing}',
        constant: 5,
      };
      const workflow = await scene.workflow(
        [
          simple(first, { taskReferenceName: 'first' }),
          simple(second, { taskReferenceName: 'second', inputParameters: expressions }),
        ],
        { outputParameters: { answer: '${second.output.answer}', who: '${workflow.input.who}' } },
      );
      const id = await scene.start(workflow, { input: { who: 'Ann' } });
      const output = { by: 'Bob', list: [1, { name: 'two' }] };
      await scene.finish(await scene.take(first), { outputData: output });
      const task = await scene.take(second);
      expect(task.inputData).to.deep.equal({
        whole: output,
        part: 'two',
        input: 'Ann',
        text: 'to Ann from Bob',
        id,
        absent: null,
        constant: 5,
      });
      await scene.finish(task, { outputData: { answer: [42] } });
      const done = await scene.readWorkflow(id);
      expect(done.status).to.equal('COMPLETED');
      expect(done.output).to.deep.equal({ answer: [42], who: 'Ann' });
    });

    it('without output parameters gives the output of its last task', async () => {
      const { type, id } = await scene.startOne();
      await scene.finish(await scene.take(type), { outputData: { last: 1 } });
      expect((await scene.readWorkflow(id)).output).to.deep.equal({ last: 1 });
    });

    it('goes on after a JOIN when all branches are done, with their outputs', async () => {
      const [a, b, last] = [await scene.task(), await scene.task(), await scene.task()];
      const workflow = await scene.workflow([
        {
          name: 'fork',
          taskReferenceName: 'fork',
          type: 'FORK_JOIN',
          forkTasks: [[simple(a)], [simple(b)]],
        },
        { name: 'join', taskReferenceName: 'join', type: 'JOIN', joinOn: [a, b] },
        simple(last, { inputParameters: { joined: '${join.output}' } }),
      ]);
      const id = await scene.start(workflow);
      const [one, two] = [await scene.take(a), await scene.take(b)];
      await scene.finish(one, { outputData: { n: 1 } });
      expect(await scene.poll(last)).to.deep.equal([]);
      await scene.finish(two, { outputData: { n: 2 } });
      const task = await scene.take(last);
      expect(task.inputData).to.deep.equal({ joined: { [a]: { n: 1 }, [b]: { n: 2 } } });
      await scene.finish(task);
      expect(await scene.readWorkflow(id)).to.include({ status: 'COMPLETED' });
    });

    it('cancels the other branches when one fails for good', async () => {
      const [a, b] = [await scene.task(), await scene.task()];
      const workflow = await scene.workflow([
        {
          name: 'fork',
          taskReferenceName: 'fork',
          type: 'FORK_JOIN',
          forkTasks: [[simple(a)], [simple(b)]],
        },
        { name: 'join', taskReferenceName: 'join', type: 'JOIN', joinOn: [a, b] },
      ]);
      const id = await scene.start(workflow);
      const [one, two] = [await scene.take(a), await scene.take(b)];
      await scene.ok(scene.send(one, { status: 'FAILED_WITH_TERMINAL_ERROR' }));
      expect(await scene.readTask(two.taskId)).to.include({ status: 'CANCELED' });
      expect(await scene.readWorkflow(id)).to.include({ status: 'FAILED' });
    });

    it('takes the case of a SWITCH that its value names, else the default', async () => {
      const [red, other] = [await scene.task(), await scene.task()];
      const workflow = await scene.workflow([
        {
          name: 'switch',
          taskReferenceName: 'switch',
          type: 'SWITCH',
          evaluatorType: 'value-param',
          expression: 'colour',
          inputParameters: { colour: '${workflow.input.colour}' },
          decisionCases: { red: [simple(red)] },
          defaultCase: [simple(other)],
        },
      ]);
      const first = await scene.start(workflow, { input: { colour: 'red' } });
      expect(await scene.poll(other)).to.deep.equal([]);
      expect(await scene.take(red)).to.include({ workflowInstanceId: first });
      const second = await scene.start(workflow, { input: { colour: 'blue' } });
      expect(await scene.poll(red)).to.deep.equal([]);
      const task = await scene.take(other);
      expect(task).to.include({ workflowInstanceId: second });
      await scene.finish(task);
      expect(await scene.readWorkflow(second)).to.include({ status: 'COMPLETED' });
    });

    it('that is terminated cancels its tasks, queued and running, and ignores results', async () => {
      const [a, b] = [await scene.task(), await scene.task()];
      const workflow = await scene.workflow([
        {
          name: 'fork',
          taskReferenceName: 'fork',
          type: 'FORK_JOIN',
          forkTasks: [[simple(a)], [simple(b)]],
        },
        { name: 'join', taskReferenceName: 'join', type: 'JOIN', joinOn: [a, b] },
      ]);
      const id = await scene.start(workflow);
      const running = await scene.take(a);
      expect((await scene.wire.delete(`/workflow/${id}?reason=enough`)).status).to.equal(200);
      const stored = await scene.readWorkflow(id);
      expect(stored).to.include({ status: 'TERMINATED', reasonForIncompletion: 'enough' });
      expect(await scene.readTask(running.taskId)).to.include({ status: 'CANCELED' });
      expect(await scene.poll(b)).to.deep.equal([]);
      expect(await scene.send(running, { status: 'COMPLETED' })).to.include({ status: 200 });
      expect(await scene.readTask(running.taskId)).to.include({ status: 'CANCELED' });
      expect((await scene.wire.delete(`/workflow/${id}`)).status).to.equal(200);
    });

    it('that is paused takes results, and goes on when it is resumed', async () => {
      const [first, second] = [await scene.task(), await scene.task()];
      const id = await scene.start(await scene.workflow([simple(first), simple(second)]));
      await scene.ok(scene.wire.put(`/workflow/${id}/pause`));
      expect(await scene.readWorkflow(id)).to.include({ status: 'PAUSED' });
      const task = await scene.take(first);
      await scene.finish(task);
      expect(await scene.readTask(task.taskId)).to.include({ status: 'COMPLETED' });
      expect(await scene.poll(second)).to.deep.equal([]);
      await scene.ok(scene.wire.put(`/workflow/${id}/resume`));
      await scene.finish(await scene.take(second));
      await eventually(async () =>
        expect(await scene.readWorkflow(id)).to.include({ status: 'COMPLETED' }),
      );
    });

    it('that nobody knows is a 404, to read and to start', async () => {
      expect((await scene.wire.get('/workflow/no-such-id')).status).to.equal(404);
      expect((await scene.wire.post('/workflow', { name: 'no-such-workflow' })).status).to.equal(
        404,
      );
      expect((await scene.wire.post('/workflow/no-such-workflow', {})).status).to.equal(404);
    });

    it('can be started by its name alone, with the input as the body', async () => {
      const type = await scene.task();
      const step = simple(type, { inputParameters: { a: '${workflow.input.a}' } });
      const workflow = await scene.workflow([step]);
      const answer = await scene.wire.post(`/workflow/${workflow}?correlationId=c`, { a: 1 });
      expect(answer.status).to.equal(200);
      const task = await scene.take(type);
      expect(task).to.include({ workflowInstanceId: answer.text, correlationId: 'c' });
      expect(task.inputData).to.deep.equal({ a: 1 });
    });
  });
}
