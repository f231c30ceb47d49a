import { expect } from 'chai';
import { Agent, get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { eventually } from '../support/eventually.ts';
import { Api } from './support/api.ts';

describe('The connections of the dev-server', () => {
  it('end with the answer that reaches their limit', async () => {
    await using api = await Api.start({ maxRequestsPerConnection: 3 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers: (string | undefined)[] = [];
    for (let n = 0; n < 4; n += 1)
      headers.push((await fetchWith(agent, `${api.server.url}/version`)).headers.connection);
    agent.destroy();
    expect(headers).to.deep.equal(['keep-alive', 'keep-alive', 'close', 'keep-alive']);
  });

  const fetchWith = (agent: Agent, url: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { agent }, (response) => {
        response.resume().once('end', () => resolve(response));
      }).once('error', reject);
    });

  it('are closed by a stop, which answers held polls first', async () => {
    const api = await Api.start();
    const poll = api.call('GET', '/tasks/poll/batch/t?timeout=5000');
    await eventually(async () => expect((await api.call('GET', '/health')).status).to.equal(200));
    const before = Date.now();
    await Promise.all([api.server.stop(), api.server.stop()]);
    expect(await poll).to.deep.include({ status: 200, body: [] });
    expect(Date.now() - before).to.be.below(2000);
  });
});

describe('Faults on the dev-server', () => {
  let api: Api;
  beforeEach(async () => {
    api = await Api.start();
    api.sequence('w', ['t']);
  });
  afterEach(() => api.server.stop());

  it('answer the next matching requests without handling them', async () => {
    const id = api.server.startWorkflow('w');
    const task = await api.poll('t');
    api.server.failNext(2, {
      status: 503,
      method: 'post',
      path: /^\/api\/tasks$/,
      headers: { 'retry-after': '1' },
    });
    expect((await api.call('GET', '/version')).status).to.equal(200);
    const first = await api.update(task, 'COMPLETED');
    expect([first.status, first.headers.get('retry-after')]).to.deep.equal([503, '1']);
    expect((await api.update(task, 'COMPLETED')).status).to.equal(503);
    expect(api.workflow(id).status).to.equal('RUNNING');
    expect((await api.update(task, 'COMPLETED')).status).to.equal(200);
    expect(api.workflow(id).status).to.equal('COMPLETED');
  });

  it('lose the answer of a request that was handled', async () => {
    const id = api.server.startWorkflow('w');
    const task = await api.poll('t');
    api.server.dropNext(1, { path: /tasks$/ });
    const lost = await api.update(task, 'COMPLETED').then(
      () => false,
      () => true,
    );
    expect(lost).to.equal(true);
    expect(api.workflow(id).status).to.equal('COMPLETED');
  });
});

describe('Waiting for a workflow on the dev-server', () => {
  let api: Api;
  beforeEach(async () => {
    api = await Api.start();
    api.sequence('w', ['t']);
  });
  afterEach(() => api.server.stop());

  const failureOf = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'no failure',
      (error: unknown) => String(error),
    );

  it('resolves when it ends', async () => {
    const id = api.server.startWorkflow('w');
    const end = api.server.waitForWorkflow(id, { status: 'COMPLETED' });
    await api.update(await api.poll('t'), 'COMPLETED');
    expect((await end).status).to.equal('COMPLETED');
  });

  it('tells where the tasks stand when the time is up', async () => {
    const id = api.server.startWorkflow('w');
    const message = await failureOf(api.server.waitForWorkflow(id, { timeoutMs: 10 }));
    expect(message).to.contain('after 10 ms').and.contain('t SCHEDULED');
  });

  it('fails when the server is stopped', async () => {
    const end = failureOf(api.server.waitForWorkflow(api.server.startWorkflow('w')));
    await api.server.stop();
    expect(await end).to.contain('the dev-server was stopped');
  });

  it('fails when there is no such workflow', async () => {
    expect(await failureOf(api.server.waitForWorkflow('none'))).to.contain('none');
  });

  it('fails at once when it ends otherwise', async () => {
    const id = api.server.startWorkflow('w');
    const end = failureOf(api.server.waitForWorkflow(id, { status: 'COMPLETED' }));
    await api.update(await api.poll('t'), 'FAILED', { reasonForIncompletion: 'no luck' });
    expect(await end)
      .to.contain('ended FAILED')
      .and.contain('no luck');
  });
});
