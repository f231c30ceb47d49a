import { expect } from 'chai';
import fc from 'fast-check';
import { readPolledTasks } from '../../lib/sources/conductor/polled-tasks.ts';
import { TextTasks } from '../../lib/sources/conductor/text-tasks.ts';
import type { Task } from '../../lib/task/task.ts';
import { TextTask } from '../../lib/task/text-task.ts';

const ids = { taskId: 't1', workflowInstanceId: 'w1' };
const task = { ...ids, taskType: 'a', taskDefName: 'a', inputData: { n: 1 } };

function read(...members: unknown[]): readonly Task[] | undefined {
  return new TextTasks('a').read(JSON.stringify(members));
}

/** What a thread gets to see of it. */
function inThread(polled: Task): Task {
  const text = TextTask.textOf(polled);
  if (text === null) throw new Error('no text');
  return TextTask.parse(text, 'a');
}

const number = fc.integer();
const known = fc.record(
  {
    status: fc.string(),
    startTime: number,
    updateTime: number,
    queueWaitTime: number,
    retryCount: number,
    responseTimeoutSeconds: number,
    workflowTask: fc.dictionary(fc.string(), fc.jsonValue()),
    taskDefinition: fc.dictionary(fc.string(), fc.jsonValue()),
    inputData: fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
    taskId: fc.string({ minLength: 1 }),
  },
  { requiredKeys: [] },
);
const anyTask = fc
  .tuple(fc.dictionary(fc.string(), fc.jsonValue()), known)
  .map(([others, members]) => ({ ...others, ...task, ...members }));

describe('tasks as text', () => {
  it('are the tasks that a parser finds, or none', () => {
    fc.assert(
      fc.property(fc.array(anyTask, { minLength: 1, maxLength: 4 }), (tasks) => {
        const body = JSON.stringify(tasks);
        const found = new TextTasks('a').read(body);
        const parsed = readPolledTasks(body, 'a');
        // A name that is written in an escaped form could be any.
        if (body.includes('\\') && found === undefined) return;
        expect(found?.map(inThread)).to.deep.equal(parsed?.tasks);
        found?.forEach((each, index) => {
          const plain = parsed?.tasks[index];
          for (const name of ['taskId', 'retryCount', 'startTime', 'workflowTask', 'domain'])
            expect(each[name]).to.deep.equal(plain?.[name]);
        });
      }),
    );
  });

  it('are read of what Conductor sends', () => {
    const first = { ...task, retryCount: 2, queueWaitTime: 7, taskDefinition: { name: 'a' } };
    const found = read(first, { ...task, taskId: 't2', status: 'IN_PROGRESS' });
    expect(found?.map(({ taskId }) => taskId)).to.deep.equal(['t1', 't2']);
    expect(found?.[0]).to.include({ retryCount: 2, queueWaitTime: 7, taskType: 'a' });
    expect(found?.[0]?.taskDefinition).to.deep.equal({ name: 'a' });
    expect(found?.[1]?.status).to.equal('IN_PROGRESS');
    expect(found?.[1]?.inputData).to.deep.equal({ n: 1 });
  });

  it('never take a text for one that ends elsewhere', () => {
    fc.assert(
      fc.property(anyTask, fc.nat(), (one, at) => {
        const body = JSON.stringify([one]);
        expect(new TextTasks('a').read(body.slice(0, at % body.length))).to.equal(undefined);
      }),
    );
  });

  it('share the definition that they repeat', () => {
    const taskDefinition = { name: 'a', timeoutSeconds: 60 };
    const [one, other] = read({ ...task, taskDefinition }, { ...task, taskDefinition }) ?? [];
    expect(one?.taskDefinition).to.equal(other?.taskDefinition);
    expect(one?.taskDefinition).to.deep.equal(taskDefinition);
  });

  it('have the type that was polled where the engine gives none', () => {
    const [found] = read({ ...ids, inputData: {} }) ?? [];
    expect(found).to.include({ taskType: 'a', taskDefName: 'a' });
  });

  const left: Record<string, unknown> = {
    'an input that is no object': { ...task, inputData: [1] },
    'an input in external storage': { ...task, externalInputPayloadStoragePath: 'x' },
    'no id': { ...task, taskId: '' },
    'no workflow': { taskId: 't1', inputData: {} },
    'a number that is none': { ...task, retryCount: 'x' },
    'a member that is no task': 7,
  };
  for (const [what, found] of Object.entries(left))
    it(`leave ${what} to the parser`, () => expect(read(found)).to.equal(undefined));

  for (const body of ['', '[]', 'null', '{}', '<html>', `[ ${JSON.stringify(task)} ]`])
    it(`leave ${JSON.stringify(body.slice(0, 12))} to the parser`, () =>
      expect(new TextTasks('a').read(body)).to.equal(undefined));
});
