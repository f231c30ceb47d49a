import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { FaultProxy } from '../../scripts/chaos/fault-proxy.ts';

describe('the fault proxy', () => {
  let engine: Server;
  let proxy: FaultProxy;
  let heard: string[];

  beforeEach(async () => {
    heard = [];
    engine = createServer((request, response) => {
      heard.push(`${request.method} ${request.url}`);
      const body = request.url?.includes('poll') === true ? '[{"taskId":"a"}]' : '"ok"';
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    }).listen(0, '127.0.0.1');
    await once(engine, 'listening');
    const { port } = engine.address() as AddressInfo;
    proxy = await FaultProxy.start(`http://127.0.0.1:${port}/api`);
  });

  afterEach(async () => {
    await proxy.stop();
    engine.closeAllConnections();
    engine.close();
  });

  const poll = (): Promise<Response> => fetch(`${proxy.url}/tasks/poll/batch/x?count=1`);
  const update = (body: object): Promise<Response> =>
    fetch(`${proxy.url}/tasks`, { method: 'POST', body: JSON.stringify(body) });

  it('passes requests and answers on, and notes who got which task', async () => {
    expect(await (await poll()).json()).to.deep.equal([{ taskId: 'a' }]);
    expect(heard).to.deep.equal(['GET /api/tasks/poll/batch/x?count=1']);
    expect(proxy.journal.handOversOf('a')[0]).to.include({ way: 'arrived' });
  });

  it('cuts an answer after the engine has handled the request', async () => {
    proxy.nextFault = () => ({ kind: 'cut', share: 0.5 });
    const failure = await poll()
      .then((answer) => answer.text())
      .then(() => null, String);
    expect(failure).to.be.a('string');
    expect(heard).to.have.length(1);
    expect(proxy.journal.handOversOf('a')[0]).to.include({ way: 'cut' });
  });

  it('resets a connection before the engine hears of the request', async () => {
    proxy.nextFault = () => ({ kind: 'reset' });
    expect(await poll().then(() => null, String)).to.be.a('string');
    expect(heard).to.be.empty;
  });

  it('answers in the place of the engine', async () => {
    proxy.nextFault = () => ({ kind: 'status', status: 429 });
    expect((await poll()).status).to.equal(429);
    expect(heard).to.be.empty;
    expect([...proxy.journal.faults]).to.deep.equal([['status poll', 1]]);
  });

  it('takes a heartbeat for no result', async () => {
    await update({ taskId: 'a', extendLease: true });
    expect(proxy.journal.acceptedAt('a')).to.equal(undefined);
    await update({ taskId: 'a', status: 'COMPLETED' });
    expect(proxy.journal.acceptedAt('a')).to.be.a('number');
  });
});
