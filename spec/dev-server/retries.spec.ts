import { expect } from 'chai';
import { ManualClock } from '../../lib/dev-server/clock.ts';
import { Api, simple } from './support/api.ts';

describe('A failed task on the dev-server', () => {
  let api: Api;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock();
    api = await Api.start({ clock });
  });
  afterEach(() => api.server.stop());

  /** Fails every attempt and returns the seconds that each retry made it wait. */
  async function waits(definition: object): Promise<number[]> {
    api.sequence('w', ['t'], definition);
    const id = api.server.startWorkflow('w');
    const seconds: number[] = [];
    for (;;) {
      let waited = 0;
      let [task] = await api.pollAll('t');
      while (task === undefined) {
        clock.advance(1000);
        waited += 1;
        [task] = await api.pollAll('t');
      }
      seconds.push(waited);
      await api.update(task, 'FAILED', { reasonForIncompletion: 'no' });
      if (api.workflow(id).status !== 'RUNNING') return seconds.slice(1);
    }
  }

  it('comes back as a new task with the same input, one retry up', async () => {
    api.sequence('w', ['t'], { retryCount: 1 });
    api.server.startWorkflow('w', { x: 1 });
    const first = await api.poll('t');
    await api.update(first, 'FAILED', { outputData: { half: true } });
    const second = await api.poll('t');
    expect(second).to.deep.include({
      retriedTaskId: first.taskId,
      retryCount: 1,
      seq: 2,
      pollCount: 1,
      outputData: {},
    });
    expect(second.inputData).to.deep.equal({ x: 1 });
    expect(second.taskId).not.to.equal(first.taskId);
  });

  it('waits the same time before each retry with FIXED', async () => {
    expect(await waits({ retryCount: 3, retryDelaySeconds: 2 })).to.deep.equal([2, 2, 2]);
  });

  it('waits twice as long each time with EXPONENTIAL_BACKOFF', async () => {
    const definition = {
      retryCount: 4,
      retryDelaySeconds: 1,
      retryLogic: 'EXPONENTIAL_BACKOFF',
      maxRetryDelaySeconds: 5,
    };
    expect(await waits(definition)).to.deep.equal([1, 2, 4, 5]);
  });

  it('waits one scaled step longer each time with LINEAR_BACKOFF', async () => {
    const definition = {
      retryCount: 3,
      retryDelaySeconds: 1,
      retryLogic: 'LINEAR_BACKOFF',
      backoffScaleFactor: 2,
    };
    expect(await waits(definition)).to.deep.equal([2, 4, 6]);
  });

  it('fails its workflow with the reason once its retries are used up', async () => {
    api.sequence('w', ['t']);
    const id = api.server.startWorkflow('w');
    const task = await api.poll('t');
    await api.update(task, 'FAILED', { reasonForIncompletion: 'r'.repeat(600) });
    const { status, reasonForIncompletion } = api.workflow(id);
    expect(status).to.equal('FAILED');
    expect(reasonForIncompletion).to.equal(
      `Task ${task.taskId} failed with status: FAILED and reason: '${'r'.repeat(500)}'`,
    );
  });

  it('is not retried after FAILED_WITH_TERMINAL_ERROR', async () => {
    api.sequence('w', ['t'], { retryCount: 5 });
    const id = api.server.startWorkflow('w');
    await api.update(await api.poll('t'), 'FAILED_WITH_TERMINAL_ERROR');
    expect(api.workflow(id).status).to.equal('FAILED');
  });

  it('ends its workflow TERMINATED when the worker says CANCELED', async () => {
    api.sequence('w', ['t'], { retryCount: 5 });
    const id = api.server.startWorkflow('w');
    await api.update(await api.poll('t'), 'CANCELED');
    expect(api.workflow(id).status).to.equal('TERMINATED');
  });

  it('is passed over when it is optional', async () => {
    api.server.registerTaskDef({ name: 't', retryCount: 0 });
    api.server.registerWorkflow({
      name: 'w',
      tasks: [{ ...simple('t'), optional: true }, simple('after')],
    });
    const id = api.server.startWorkflow('w');
    await api.update(await api.poll('t'), 'FAILED');
    expect(api.workflow(id).tasks[0]?.status).to.equal('COMPLETED_WITH_ERRORS');
    expect(await api.poll('after')).to.be.an('object');
  });

  it('waits 60 seconds when its definition was never registered', async () => {
    api.server.registerWorkflow({ name: 'w', tasks: [simple('unknown')] });
    api.server.startWorkflow('w');
    await api.update(await api.poll('unknown'), 'FAILED');
    clock.advance(59_999);
    expect(await api.pollAll('unknown')).to.deep.equal([]);
    clock.advance(1);
    expect(await api.poll('unknown')).to.include({ retryCount: 1 });
  });
});
