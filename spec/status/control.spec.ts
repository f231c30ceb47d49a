import { expect } from 'chai';
import { WorkerHostError } from '../../lib/errors/worker-host-error.ts';
import { statusOf, workerOf } from './support/status-of.ts';
import { closeServers, served, type Served } from './support/served.ts';

const token = 'correct horse battery staple';

describe('the control of a running host', () => {
  afterEach(closeServers);

  it('is refused altogether where no token is set', async () => {
    const scene = await served(null);
    const { status, error } = await post(scene, 'pause', {}, 'anything');
    expect(status).to.equal(403);
    expect(error).to.equal('read only: set status_token to allow control');
    expect(scene.host.calls).to.deep.equal([]);
  });

  it('is refused without the right token', async () => {
    const scene = await served(token);
    for (const wrong of [null, '', 'wrong', `${token} `.repeat(2), token.slice(0, -1)]) {
      expect((await post(scene, 'pause', {}, wrong)).status, String(wrong)).to.equal(401);
    }
    expect(scene.host.calls).to.deep.equal([]);
  });

  it('lets a token be tried', async () => {
    const scene = await served(token);
    expect((await post(scene, 'check', {}, token)).status).to.equal(200);
    expect((await post(scene, 'check', {}, 'wrong')).status).to.equal(401);
  });

  it('carries out what is asked', async () => {
    const scene = await served(token);
    scene.host.tasks.push({
      worker: 'task_1',
      taskType: 'task_1',
      taskId: 't-1',
      workflowId: 'w-1',
      startedAt: new Date().toISOString(),
      runningMs: 5,
      attempt: 0,
    });
    await accepted(scene, 'pause', {});
    await accepted(scene, 'pause', { worker: 'task_1' });
    await accepted(scene, 'resume', { worker: 'task_1' });
    await accepted(scene, 'concurrency', { worker: 'task_1', concurrency: 4 });
    await accepted(scene, 'cancel', { taskId: 't-1' });
    await accepted(scene, 'log-level', { level: 'debug' });
    await accepted(scene, 'drain', {});
    expect(scene.host.calls).to.deep.equal([
      ['pause', undefined],
      ['pause', 'task_1'],
      ['resume', 'task_1'],
      ['setConcurrency', 'task_1', 4],
      ['cancel', 't-1'],
      ['setLogLevel', 'debug'],
      ['drain'],
    ]);
  });

  it('names the workers there are when asked for another one', async () => {
    const scene = await served(token);
    const workers = [workerOf(), workerOf({ names: ['mail', 'fax'] })];
    scene.host.now = () => statusOf({ workers });
    for (const [action, body] of [
      ['pause', { worker: 'nobody' }],
      ['resume', { worker: 'nobody' }],
      ['concurrency', { worker: 'nobody', concurrency: 2 }],
    ] as const) {
      const { status, error } = await post(scene, action, body, token);
      expect(status, action).to.equal(404);
      expect(error).to.equal('No worker here is named nobody. There are: task_1, mail, fax.');
    }
  });

  it('says so when a task does not run here', async () => {
    const { status, error } = await post(await served(token), 'cancel', { taskId: 'gone' }, token);
    expect(status).to.equal(404);
    expect(error).to.include('No task gone runs here');
  });

  it('judges what it is given', async () => {
    const scene = await served(token);
    for (const [action, body] of [
      ['concurrency', { worker: 'task_1', concurrency: 0 }],
      ['concurrency', { worker: 'task_1', concurrency: 1.5 }],
      ['concurrency', { worker: 'task_1', concurrency: '3' }],
      ['concurrency', { worker: 'task_1' }],
      ['pause', { wroker: 'task_1' }],
      ['pause', []],
      ['log-level', { level: 'loud' }],
    ] as const) {
      const { status, error } = await post(scene, action, body, token);
      expect(status, JSON.stringify(body)).to.equal(400);
      expect(error).to.be.a('string').and.not.empty;
    }
    expect(scene.host.calls).to.deep.equal([]);
  });

  it('refuses a body that is no JSON, or over 64 kB', async () => {
    const scene = await served(token);
    const send = (body: string, type = 'application/json') =>
      fetch(`${scene.url}/control/pause`, {
        method: 'POST',
        body,
        headers: { authorization: `Bearer ${token}`, 'content-type': type },
      });
    expect((await send('{')).status).to.equal(400);
    expect((await send('{}', 'text/plain')).status).to.equal(415);
    expect((await send(JSON.stringify({ worker: 'x'.repeat(65_536) }))).status).to.equal(413);
  });

  it('tells why the host can not do it now', async () => {
    const scene = await served(token);
    scene.host.fault = new WorkerHostError('ERR_WH_STATE', 'The host is draining.');
    const { status, error } = await post(scene, 'pause', {}, token);
    expect(status).to.equal(409);
    expect(error).to.equal('The host is draining.');
  });
});

async function accepted(scene: Served, action: string, body: object): Promise<void> {
  expect((await post(scene, action, body, token)).status, action).to.equal(200);
}

async function post(
  { url }: Served,
  action: string,
  body: object,
  withToken: string | null,
): Promise<{ status: number; error?: string }> {
  const authorization = withToken === null ? {} : { authorization: `Bearer ${withToken}` };
  const response = await fetch(`${url}/control/${action}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { ...authorization, 'content-type': 'application/json' },
  });
  return { status: response.status, ...((await response.json()) as object) };
}
