import { expect } from 'chai';
import type { Task } from '../../lib/task/task.ts';
import { TextTask } from '../../lib/task/text-task.ts';

const ids = { taskId: 't', workflowInstanceId: 'w', taskDefName: 'a', taskType: 'a' };

function taskOf(text: string): Task {
  const times = { startTime: 1, updateTime: 2, queueWaitTime: 3, responseTimeoutSeconds: 4 };
  const definitions = { workflowTask: undefined, taskDefinition: undefined };
  return TextTask.create({ ...ids, ...times, ...definitions, retryCount: 0 }, text);
}

describe('a task that is still text', () => {
  it('has its head as it was read, and the rest as the text says', () => {
    const whole = { ...ids, retryCount: 7, inputData: { n: 1 }, runtimeMetadata: { key: 'k' } };
    const task = taskOf(JSON.stringify(whole));
    expect(task).to.include({ taskId: 't', retryCount: 0, queueWaitTime: 3 });
    expect(task.inputData).to.deep.equal({ n: 1 });
    expect(task.runtimeMetadata).to.deep.equal({ key: 'k' });
    expect(task.outputData).to.equal(undefined);
  });

  it('harms nobody who asks for more than its head when the text is none', () => {
    const task = taskOf('{"taskId":"t","inputData":{"n":01}}');
    expect(task.inputData).to.deep.equal({});
    expect(task.runtimeMetadata).to.equal(undefined);
    expect(task.taskId).to.equal('t');
  });

  it('is told from a plain one by its text', () => {
    expect(TextTask.textOf(taskOf('{}'))).to.equal('{}');
    expect(TextTask.textOf({ ...ids, inputData: {} })).to.equal(null);
  });
});
