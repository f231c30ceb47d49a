import { createServer, type AddressInfo, type Server } from 'node:net';
import { expect } from 'chai';
import { WorkerHostError } from '../../lib/errors/worker-host-error.ts';
import type { WorkerHostStatus } from '../../lib/status/host-status.ts';
import { eventually } from '../support/eventually.ts';
import { inlineWorker, memoryHost, startedHost, stopHosts } from '../support/memory-host.ts';

describe('the status server of a host', () => {
  let other: Server | undefined;

  afterEach(async () => {
    await stopHosts();
    other?.close();
  });

  async function takenPort(): Promise<number> {
    other = createServer().listen(0, '127.0.0.1');
    await eventually(() => other?.listening === true);
    return (other.address() as AddressInfo).port;
  }

  it('is not there unless a port is set', async () => {
    const { host } = await startedHost(inlineWorker('a'));
    expect(host.statusUrl).to.equal(null);
  });

  it('is not there when the port is off', async () => {
    const { host } = await startedHost(inlineWorker('a'), { statusPort: 'off' });
    expect(host.statusUrl).to.equal(null);
  });

  it('takes any free port when told 0, says which, and answers what host.status() says', async () => {
    const { host, log } = await startedHost(inlineWorker('a'), { statusPort: 0 });
    expect(host.statusUrl).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(log.lines.find(({ fields }) => fields['url'] === host.statusUrl)?.message).to.equal(
      'status and dashboard',
    );
    const answer = (await (await fetch(`${host.statusUrl}/status`)).json()) as WorkerHostStatus;
    expect(answer).to.have.keys(Object.keys(host.status()));
    expect(answer.state).to.equal('running');
    expect(answer.workers[0]?.names).to.deep.equal(['a']);
  });

  it('is up while the host drains, and gone when it has stopped', async () => {
    let end: (value: object) => void = () => undefined;
    const { host, source } = await startedHost(
      inlineWorker('a', () => new Promise<object>((resolve) => (end = resolve))),
      { statusPort: 0 },
    );
    const url = host.statusUrl ?? '';
    source.put('a');
    await eventually(() => host.status().workers[0]?.running === 1);
    const stopped = host.stop();
    expect((await fetch(`${url}/livez`)).status).to.equal(200);
    expect((await fetch(`${url}/readyz`)).status).to.equal(503);
    // A dashboard that stays open does not hold the host.
    const dashboard = await fetch(`${url}/events`);
    end({});
    await stopped;
    await dashboard.text();
    await fetch(url).then(
      () => expect.fail('the server still answers'),
      () => undefined,
    );
  });

  it('fails the start when its port is in use, names it, and leaves nothing behind', async () => {
    const statusPort = await takenPort();
    await new Promise(setImmediate);
    const before = process.getActiveResourcesInfo().sort();
    const { host, source } = memoryHost(inlineWorker('a'), { statusPort });
    const error = await host.start().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(WorkerHostError).with.property('code', 'ERR_WH_STATUS_PORT');
    expect((error as Error).message).to.include(`127.0.0.1:${statusPort}`);
    expect(await host.done.catch((reason: unknown) => reason)).to.equal(error);
    expect(host.status().state).to.equal('failed');
    expect([source.polls.length, source.closed]).to.deep.equal([0, 1]);
    await eventually(() => expect(process.getActiveResourcesInfo().sort()).to.deep.equal(before));
  });

  it('fails the start when its address is not one of this machine', async () => {
    const { host } = memoryHost(inlineWorker('a'), { statusHost: '192.0.2.1', statusPort: 0 });
    const error: unknown = await host.start().catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(WorkerHostError).with.property('code', 'ERR_WH_STATUS_HOST');
    expect((error as Error).message).to.include('192.0.2.1');
  });
});
