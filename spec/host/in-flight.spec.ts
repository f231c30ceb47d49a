import { expect } from 'chai';
import { InFlight } from '../../lib/host/in-flight.ts';
import { TaskQueue } from '../../lib/host/task-queue.ts';
import { systemClock } from '../../lib/task/clock.ts';
import type { WorkerSettings } from '../../lib/settings/worker-settings.ts';
import type { Task } from '../../lib/task/task.ts';

const queue = new TaskQueue('a', { pollingInterval: 100, pollTimeout: 0 } as WorkerSettings);

const owner = { cancel: () => undefined, kill: () => undefined, abort: () => undefined };

function task(taskId: string): Task {
  return { taskId, workflowInstanceId: 'w', taskDefName: 'a', taskType: 'a', inputData: {} };
}

describe('InFlight', () => {
  it('takes a task in as waiting, with its queue and time', () => {
    const before = systemClock.now();
    const entry = new InFlight(systemClock).add(task('t1'), queue, owner);
    expect(entry).to.include({ state: 'waiting', startedAt: null, queue });
    expect(entry?.polledAt).to.be.within(before, systemClock.now());
  });

  it('takes no task twice', () => {
    const inFlight = new InFlight(systemClock);
    const first = inFlight.add(task('t1'), queue, owner);
    expect(inFlight.add(task('t1'), queue, owner)).to.equal(undefined);
    expect(inFlight.get('t1')).to.equal(first);
    expect(inFlight.size).to.equal(1);
  });

  it('takes a task again once it was removed', () => {
    const inFlight = new InFlight(systemClock);
    const first = inFlight.add(task('t1'), queue, owner)!;
    inFlight.remove(first);
    expect(inFlight.get('t1')).to.equal(undefined);
    const second = inFlight.add(task('t1'), queue, owner);
    expect(second).to.be.an('object');
    inFlight.remove(first);
    expect(inFlight.get('t1')).to.equal(second);
  });

  it('lists its tasks in the order of arrival', () => {
    const inFlight = new InFlight(systemClock);
    for (const id of ['t3', 't1', 't2']) inFlight.add(task(id), queue, owner);
    expect([...inFlight.values()].map((entry) => entry.task.taskId)).to.deep.equal([
      't3',
      't1',
      't2',
    ]);
  });
});
