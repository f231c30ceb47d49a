import { expect } from 'chai';
import { Api, simple } from './support/api.ts';

describe('A workflow on the dev-server', () => {
  let api: Api;
  beforeEach(async () => {
    api = await Api.start();
  });
  afterEach(() => api.server.stop());

  it('hands out its tasks one after the other and completes with the output of the last', async () => {
    api.sequence('two', ['a', 'b']);
    const id = api.server.startWorkflow('two', { x: [1, { y: null }] });
    const first = await api.poll('a', 'timeout=0&workerid=me');
    expect(first).to.include({
      status: 'IN_PROGRESS',
      pollCount: 1,
      workerId: 'me',
      retryCount: 0,
      seq: 1,
      endTime: 0,
    });
    expect(first.inputData).to.deep.equal({ x: [1, { y: null }] });
    expect(await api.pollAll('b')).to.deep.equal([]);
    const answer = await api.update(first, 'COMPLETED', { outputData: { n: 1 } });
    expect(answer).to.deep.include({ status: 200, body: first.taskId });
    expect(answer.headers.get('content-type')).to.match(/^text\/plain/);
    await api.update(await api.poll('b'), 'COMPLETED', { outputData: { end: true } });
    const workflow = await api.server.waitForWorkflow(id);
    expect(workflow).to.deep.include({ status: 'COMPLETED', output: { end: true } });
  });

  it('passes values between tasks with their types, and text with holes as text', async () => {
    api.sequence('unused', ['a', 'b']);
    api.server.registerWorkflow({
      name: 'wired',
      tasks: [
        simple('a'),
        {
          ...simple('b'),
          inputParameters: {
            whole: '${a.output.list[1]}',
            text: 'n=${a.output.n}, ${a.output.gone}!',
            none: '${a.output.gone}',
          },
        },
      ],
      outputParameters: { answer: '${b.output.n}', input: '${workflow.input}' },
    });
    const id = api.server.startWorkflow('wired', { x: 5 });
    await api.update(await api.poll('a'), 'COMPLETED', {
      outputData: { list: [1, { deep: 2 }], n: 7 },
    });
    const task = await api.poll('b');
    expect(task.inputData).to.deep.equal({ whole: { deep: 2 }, text: 'n=7, !', none: null });
    await api.update(task, 'COMPLETED', { outputData: { n: 42 } });
    expect(api.workflow(id).output).to.deep.equal({ answer: 42, input: { x: 5 } });
  });

  it('carries the definition of the moment it started in each polled task', async () => {
    api.sequence('one', ['a'], { responseTimeoutSeconds: 7 });
    api.server.startWorkflow('one');
    api.server.registerTaskDef({ name: 'a', responseTimeoutSeconds: 99 });
    const task = await api.poll('a');
    expect(task.responseTimeoutSeconds).to.equal(7);
    expect(task.taskDefinition?.responseTimeoutSeconds).to.equal(7);
    expect(task.workflowTask.taskDefinition?.responseTimeoutSeconds).to.equal(7);
  });

  it('lays the input template of the definition under the input', async () => {
    api.sequence('one', ['a'], { inputTemplate: { x: 'template', y: 'kept' } });
    api.server.startWorkflow('one', { x: 'given' });
    expect((await api.poll('a')).inputData).to.deep.equal({ x: 'given', y: 'kept' });
  });
});
