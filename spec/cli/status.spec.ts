import { createServer, type AddressInfo } from 'node:net';
import { expect } from 'chai';
import { CliProcess, cli } from '../support/cli-process.ts';
import { eventually } from '../support/eventually.ts';
import { closeServers, served } from '../status/support/served.ts';
import { ago, statusOf, workerOf } from '../status/support/status-of.ts';

describe('worker-host status', () => {
  afterEach(closeServers);

  it('prints a line for each worker', async () => {
    const { url, host } = await served();
    const mail = { names: ['mail'], domain: 'nice', running: 2, concurrency: 8, failed: 17 };
    host.now = () =>
      statusOf({ workers: [workerOf(), workerOf({ ...mail, lastError: 'boom' })] }, Date.now());
    const { code, stdout, stderr } = await cli(['status', '--url', url]);
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    expect(stdout).to.match(/^state +running, ready$/m);
    expect(stdout).to.match(/^task_1 +flowing +3\/10 +0 +1200 +4 +12 ms +40 ms +81 ms +1\/1 /m);
    expect(stdout).to.match(/^mail@nice +flowing +2\/8 +0 +1200 +17 /m);
    expect(stdout).to.match(/^mail@nice +boom$/m);
  });

  it('says why the host is not ready', async () => {
    const { url, host } = await served();
    const engine = { ...statusOf().engine, reachable: false, lastError: 'ECONNREFUSED' };
    host.now = () => {
      const silent = ago(60_000, Date.now());
      return statusOf({ engine: { ...engine, since: silent, answeredAt: silent } }, Date.now());
    };
    const { stdout } = await cli(['status', '--url', url]);
    expect(stdout).to.match(/^state +the engine has not answered for \d+ s: ECONNREFUSED$/m);
  });

  it('prints the whole status as JSON', async () => {
    const { url, host } = await served();
    const status = statusOf();
    host.now = () => status;
    const { stdout } = await cli(['status', '--url', `${url}/`, '--json']);
    expect(JSON.parse(stdout)).to.deep.equal(status);
  });

  it('lets no name of a worker reach the terminal as a command to it', async () => {
    const { url, host } = await served();
    host.now = () => statusOf({ workers: [workerOf({ names: ['a\u001b[2Jb'] })] });
    expect((await cli(['status', '--url', url])).stdout).to.not.include('\u001b');
  });

  it('ends with 69 and the address when no host answers', async () => {
    const { server, url } = await served();
    await server.close();
    const { code, stdout, stderr } = await cli(['status', '--url', url]);
    expect(code).to.equal(69);
    expect(stdout).to.equal('');
    expect(stderr).to.include(`no host answers at ${url}: `).and.include('--url');
  });

  it('ends with 69 when something else answers', async () => {
    const other = createServer((socket) => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi');
    }).listen(0, '127.0.0.1');
    try {
      await eventually(() => other.listening);
      const { port } = other.address() as AddressInfo;
      const { code, stderr } = await cli(['status', '--url', `127.0.0.1:${port}`]);
      expect(code).to.equal(69);
      expect(stderr).to.include('is no worker-host');
    } finally {
      other.close();
    }
  });

  it('ends with 2 when the address is none', async () => {
    expect((await cli(['status', '--url', 'ftp://x'])).code).to.equal(2);
  });

  it('goes on with --watch, through a time without a host, until a signal', async () => {
    const { url, host, server } = await served();
    let count = 1;
    host.now = () => statusOf({ workers: [workerOf({ completed: count++ })] }, Date.now());
    const process = new CliProcess(['status', '--url', url, '--watch', '--json']);
    try {
      await eventually(() => process.stdout.split('\n').length > 2);
      await server.close();
      await eventually(() => process.stdout.includes('"error":"no host answers'));
      process.signal('SIGINT');
      expect((await process.ended).code).to.equal(0);
    } finally {
      await process.end();
    }
  });
});
