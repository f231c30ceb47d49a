import { expect } from 'chai';
import { executionLimitOf } from '../../lib/host/execution-limit-of.ts';
import type { TaskDefinition } from '../../lib/task/task.ts';
import { taskOf } from '../support/task-of.ts';

function limitMs(definition: TaskDefinition, waitedMs = 0, times = {}): number | undefined {
  const task = taskOf('t', { ...times, workflowTask: { taskDefinition: definition } });
  return executionLimitOf(task, { executionTimeout: null }, waitedMs)?.limitMs;
}

describe('executionLimitOf', () => {
  it('takes execution_timeout as it is, and names it', () => {
    const task = taskOf('t', { taskDefinition: { timeoutSeconds: 1 } });
    expect(executionLimitOf(task, { executionTimeout: 5000 }, 400)).to.deep.equal({
      limitMs: 5000,
      limitName: 'execution_timeout',
    });
  });

  it('is none with an execution_timeout of 0, whatever the definition says', () => {
    const task = taskOf('t', { taskDefinition: { timeoutSeconds: 1 } });
    expect(executionLimitOf(task, { executionTimeout: 0 }, 0)).to.equal(null);
  });

  const cases: { title: string; definition: TaskDefinition; limit: number | undefined }[] = [
    { title: 'no timeout', definition: {}, limit: undefined },
    { title: 'a timeout of 0', definition: { timeoutSeconds: 0 }, limit: undefined },
    { title: 'a negative timeout', definition: { timeoutSeconds: -1 }, limit: undefined },
    {
      title: 'a timeout that only alerts',
      definition: { timeoutSeconds: 60, timeoutPolicy: 'ALERT_ONLY' },
      limit: undefined,
    },
    {
      title: 'a timeout that is retried',
      definition: { timeoutSeconds: 60, timeoutPolicy: 'RETRY' },
      limit: 58_500,
    },
    { title: 'a minute, less the margin', definition: { timeoutSeconds: 60 }, limit: 58_500 },
    { title: 'a short one, less a fifth', definition: { timeoutSeconds: 2 }, limit: 1600 },
  ];
  for (const { title, definition, limit } of cases) {
    it(`makes ${limit ?? 'no limit'} of ${title} in the definition`, () => {
      expect(limitMs(definition)).to.equal(limit);
    });
  }

  it('names the definition and its number', () => {
    const task = taskOf('t', { taskDefinition: { timeoutSeconds: 60 } });
    expect(executionLimitOf(task, { executionTimeout: null }, 0)?.limitName).to.match(
      /timeoutSeconds of 60/,
    );
  });

  it('takes the definition of the workflow before that beside the task', () => {
    const task = taskOf('t', {
      taskDefinition: { timeoutSeconds: 1 },
      workflowTask: { taskDefinition: { timeoutSeconds: 60 } },
    });
    expect(executionLimitOf(task, { executionTimeout: null }, 0)?.limitMs).to.equal(58_500);
  });

  it('counts the time that the task has waited here', () => {
    expect(limitMs({ timeoutSeconds: 60 }, 500)).to.equal(58_000);
  });

  it('counts the time since the first poll of a task that was deferred', () => {
    const times = { startTime: 1000, updateTime: 11_000 };
    expect(limitMs({ timeoutSeconds: 60 }, 0, times)).to.equal(48_500);
  });

  it('does not trust times that run backwards', () => {
    const times = { startTime: 11_000, updateTime: 1000 };
    expect(limitMs({ timeoutSeconds: 60 }, 0, times)).to.equal(58_500);
  });

  it('leaves a moment where nothing is left', () => {
    expect(limitMs({ timeoutSeconds: 2 }, 60_000)).to.equal(1);
  });
});
