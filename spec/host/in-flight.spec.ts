import { expect } from 'chai';
import { InFlight } from '../../lib/host/in-flight.ts';
import { TaskQueue } from '../../lib/host/task-queue.ts';
import type { WorkerSettings } from '../../lib/settings/worker-settings.ts';
import type { Task } from '../../lib/task/task.ts';

const queue = new TaskQueue('a', { pollingInterval: 100, pollTimeout: 0 } as WorkerSettings);

function task(taskId: string): Task {
  return { taskId, workflowInstanceId: 'w', taskDefName: 'a', taskType: 'a', inputData: {} };
}

describe('InFlight', () => {
  it('takes a task in as waiting, with its queue and time', () => {
    const before = Date.now();
    const entry = new InFlight().add(task('t1'), queue);
    expect(entry).to.include({ state: 'waiting', startedAt: null, queue });
    expect(entry?.polledAt).to.be.within(before, Date.now());
  });

  it('takes no task twice', () => {
    const inFlight = new InFlight();
    const first = inFlight.add(task('t1'), queue);
    expect(inFlight.add(task('t1'), queue)).to.equal(undefined);
    expect(inFlight.get('t1')).to.equal(first);
    expect(inFlight.size).to.equal(1);
  });

  it('takes a task again once it was removed', () => {
    const inFlight = new InFlight();
    inFlight.add(task('t1'), queue);
    inFlight.remove('t1');
    expect(inFlight.get('t1')).to.equal(undefined);
    expect(inFlight.add(task('t1'), queue)).to.be.an('object');
  });

  it('lists its tasks in the order of arrival', () => {
    const inFlight = new InFlight();
    for (const id of ['t3', 't1', 't2']) inFlight.add(task(id), queue);
    expect([...inFlight.values()].map((entry) => entry.task.taskId)).to.deep.equal([
      't3',
      't1',
      't2',
    ]);
  });
});
