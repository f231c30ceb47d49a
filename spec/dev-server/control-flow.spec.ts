import { expect } from 'chai';
import { parseCondition } from '../../lib/dev-server/loop-condition.ts';
import { Api, simple } from './support/api.ts';

describe('The control flow of the dev-server', () => {
  let api: Api;
  beforeEach(async () => {
    api = await Api.start();
  });
  afterEach(() => api.server.stop());

  const finish = async (type: string, outputData: object = {}) =>
    api.update(await api.poll(type), 'COMPLETED', { outputData });

  it('runs the branches of a fork side by side and joins their outputs', async () => {
    const fork = {
      name: 'f',
      taskReferenceName: 'f',
      type: 'FORK_JOIN',
      forkTasks: [[simple('a')], [simple('b')]],
    };
    const join = { name: 'j', taskReferenceName: 'j', type: 'JOIN', joinOn: ['a', 'b'] };
    api.server.registerWorkflow({ name: 'w', tasks: [fork, join, simple('c')] });
    const id = api.server.startWorkflow('w');
    await finish('b', { b: 1 });
    expect(await api.pollAll('c')).to.deep.equal([]);
    await finish('a', { a: 1 });
    await finish('c');
    const { status, tasks } = api.workflow(id);
    expect(status).to.equal('COMPLETED');
    expect(tasks.find((task) => task.taskType === 'JOIN')?.outputData).to.deep.equal({
      a: { a: 1 },
      b: { b: 1 },
    });
  });

  it('cancels the other branches when one fails for good', async () => {
    const fork = {
      name: 'f',
      taskReferenceName: 'f',
      type: 'FORK_JOIN',
      forkTasks: [[simple('a')], [simple('b')]],
    };
    api.server.registerWorkflow({
      name: 'w',
      tasks: [fork, { name: 'j', taskReferenceName: 'j', type: 'JOIN', joinOn: ['a', 'b'] }],
    });
    const id = api.server.startWorkflow('w');
    await api.update(await api.poll('a'), 'FAILED_WITH_TERMINAL_ERROR');
    expect(api.workflow(id).tasks.find((task) => task.taskType === 'b')?.status).to.equal(
      'CANCELED',
    );
    expect(await api.pollAll('b')).to.deep.equal([]);
  });

  for (const [evaluatorType, expression] of [
    ['value-param', 'kind'],
    ['javascript', '$.kind'],
  ]) {
    it(`takes the case that a SWITCH names with ${evaluatorType}, else the default`, async () => {
      const decision = {
        name: 's',
        taskReferenceName: 's',
        type: 'SWITCH',
        evaluatorType,
        expression,
        inputParameters: { kind: '${workflow.input.kind}' },
        decisionCases: { '1': [simple('one')] },
        defaultCase: [simple('other')],
      };
      api.server.registerWorkflow({ name: 'w', tasks: [decision, simple('last')] });
      api.server.startWorkflow('w', { kind: 1 });
      api.server.startWorkflow('w', {});
      await finish('one');
      await finish('other');
      expect(await api.pollAll('last')).to.have.length(2);
    });
  }

  it('repeats a loop while its condition holds', async () => {
    const loop = {
      name: 'l',
      taskReferenceName: 'l',
      type: 'DO_WHILE',
      loopCondition: "if ($.l['iteration'] < $.most && $.t.again) { true; } else { false; }",
      inputParameters: { most: '${workflow.input.most}' },
      loopOver: [simple('t')],
    };
    api.server.registerWorkflow({ name: 'w', tasks: [loop] });
    const id = api.server.startWorkflow('w', { most: 2 });
    const first = await api.poll('t');
    expect(first).to.include({ referenceTaskName: 't__1', iteration: 1 });
    await api.update(first, 'COMPLETED', { outputData: { again: true } });
    const second = await api.poll('t');
    expect(second).to.include({ referenceTaskName: 't__2', iteration: 2 });
    await api.update(second, 'COMPLETED', { outputData: { again: true } });
    expect(api.workflow(id).status).to.equal('COMPLETED');
  });

  it('refuses what it can not run when the definition is registered, by name', async () => {
    const tasks = [{ name: 'h', taskReferenceName: 'call', type: 'HTTP' }];
    const { status, body } = await api.call('POST', '/metadata/workflow', { name: 'w', tasks });
    expect(status).to.equal(400);
    expect(body).to.have.property('message').that.contains("'call' has the type HTTP");
  });
});

describe('A loop condition', () => {
  const holds = (text: string) =>
    Boolean(parseCondition(text, 'loop')({ n: 2, s: 'a b', o: { list: [5] } }));

  for (const [text, value] of [
    ['$.n < 3', true],
    ['$.n >= 3', false],
    ["$.s === 'a b'", true],
    ["$['o']['list'][0] == 5", true],
    ['!($.n === 2) || $.n != 2', false],
    ['$.gone === null', false],
    ['true && !false;', true],
    ['if ($.n == 2) true; else false', true],
  ] as const) {
    it(`evaluates ${text}`, () => expect(holds(text)).to.equal(value));
  }

  for (const text of ['', '$.n <', '($.n', 'process.exit()', '$.f()', '1 2']) {
    it(`refuses ${JSON.stringify(text)}`, () =>
      expect(() => holds(text)).to.throw(/loopCondition/));
  }
});
