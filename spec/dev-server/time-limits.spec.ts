import { expect } from 'chai';
import { ManualClock } from '../../lib/dev-server/clock.ts';
import { Api, simple } from './support/api.ts';

describe('The time limits of a task on the dev-server', () => {
  let api: Api;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock();
    api = await Api.start({ clock });
  });
  afterEach(() => api.server.stop());

  it('retry a task that gave no sign of life, not a moment too early', async () => {
    api.sequence('w', ['t'], { retryCount: 1, responseTimeoutSeconds: 5 });
    api.server.startWorkflow('w');
    const { taskId } = await api.poll('t');
    clock.advance(4999);
    expect((await api.task(taskId)).status).to.equal('IN_PROGRESS');
    clock.advance(1);
    const { status, reasonForIncompletion } = await api.task(taskId);
    expect(status).to.equal('TIMED_OUT');
    expect(reasonForIncompletion).to.match(/^responseTimeout: 5 exceeded for the taskId/);
    expect((await api.poll('t')).retriedTaskId).to.equal(taskId);
  });

  it('move with each lease extension, which stores nothing else', async () => {
    api.sequence('w', ['t'], { responseTimeoutSeconds: 5 });
    api.server.startWorkflow('w');
    const task = await api.poll('t');
    for (let beat = 0; beat < 5; beat += 1) {
      clock.advance(4000);
      await api.update(task, 'COMPLETED', { extendLease: true, outputData: { lost: true } });
    }
    expect(await api.task(task.taskId)).to.deep.include({ status: 'IN_PROGRESS', outputData: {} });
    clock.advance(5000);
    expect((await api.task(task.taskId)).status).to.equal('TIMED_OUT');
  });

  it('end the workflow after timeoutSeconds, whatever lease extensions say', async () => {
    api.sequence('w', ['t'], { retryCount: 3, timeoutSeconds: 6, responseTimeoutSeconds: 5 });
    const id = api.server.startWorkflow('w');
    const task = await api.poll('t');
    clock.advance(4000);
    await api.update(task, 'IN_PROGRESS', { extendLease: true });
    clock.advance(2000);
    expect(api.workflow(id)).to.include({ status: 'TIMED_OUT' });
    expect(api.workflow(id).reasonForIncompletion).to.contain('Timeout configured as 6 seconds');
  });

  it('retry after timeoutSeconds when the policy says so', async () => {
    api.sequence('w', ['t'], {
      retryCount: 1,
      timeoutSeconds: 6,
      responseTimeoutSeconds: 6,
      timeoutPolicy: 'RETRY',
    });
    const id = api.server.startWorkflow('w');
    await api.poll('t');
    clock.advance(6000);
    expect(api.workflow(id).status).to.equal('RUNNING');
    expect(await api.poll('t')).to.include({ retryCount: 1 });
  });

  it('end a workflow whose task nobody polls', () => {
    api.sequence('w', ['t'], { pollTimeoutSeconds: 3 });
    const id = api.server.startWorkflow('w');
    clock.advance(3000);
    expect(api.workflow(id).status).to.equal('TIMED_OUT');
  });

  it('do not run for a task that was handed back', async () => {
    api.sequence('w', ['t'], { responseTimeoutSeconds: 5 });
    api.server.startWorkflow('w');
    const task = await api.poll('t');
    await api.update(task, 'IN_PROGRESS', { callbackAfterSeconds: 60, outputData: { half: 1 } });
    clock.advance(59_999);
    expect(await api.pollAll('t')).to.deep.equal([]);
    clock.advance(1);
    expect(await api.poll('t')).to.deep.include({
      taskId: task.taskId,
      pollCount: 2,
      retryCount: 0,
      outputData: { half: 1 },
    });
  });

  it('ignore what comes after them, and say 200', async () => {
    api.sequence('w', ['t'], { retryCount: 1, responseTimeoutSeconds: 5 });
    api.server.startWorkflow('w');
    const task = await api.poll('t');
    clock.advance(5000);
    expect((await api.update(task, 'COMPLETED', { outputData: { late: 1 } })).status).to.equal(200);
    expect(await api.task(task.taskId)).to.deep.include({ status: 'TIMED_OUT', outputData: {} });
  });

  it('put a task over the concurrency limit aside for a minute', async () => {
    api.server.registerTaskDef({ name: 't', concurrentExecLimit: 1 });
    api.server.registerWorkflow({ name: 'w', tasks: [simple('t')] });
    api.server.startWorkflow('w');
    api.server.startWorkflow('w');
    const [first, ...more] = await api.pollAll('t');
    expect(more).to.deep.equal([]);
    await api.update(first!, 'COMPLETED');
    clock.advance(59_999);
    expect(await api.pollAll('t')).to.deep.equal([]);
    clock.advance(1);
    expect(await api.pollAll('t')).to.have.length(1);
  });
});

describe('A domain list on the dev-server', () => {
  let api: Api;
  const clock = new ManualClock();
  before(async () => {
    api = await Api.start({ clock });
  });
  after(() => api.server.stop());

  it('counts a domain as served for less than ten seconds after its last poll', async () => {
    api.sequence('w', ['t']);
    const start = () =>
      api.server.startWorkflow('w', {}, { taskToDomain: { t: 'near,far,NO_DOMAIN' } });
    await api.pollAll('t', 'timeout=0&domain=far');
    clock.advance(9999);
    const served = start();
    clock.advance(1);
    const unserved = start();
    expect(api.workflow(served).tasks[0]?.domain).to.equal('far');
    expect(api.workflow(unserved).tasks[0]?.domain).to.equal(undefined);
  });
});
