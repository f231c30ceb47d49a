import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { expect } from 'chai';
import { startStatusServer } from '../../lib/status/status-server.ts';
import { FakeHost } from './support/fake-host.ts';
import { closeServers, served } from './support/served.ts';
import { ago, statusOf, workerOf } from './support/status-of.ts';

describe('the status server', () => {
  afterEach(closeServers);

  it('answers /livez and /readyz with 200 while all is well', async () => {
    const { url } = await served();
    for (const path of ['/livez', '/readyz']) {
      const response = await fetch(url + path);
      expect(response.status, path).to.equal(200);
      expect(await response.json()).to.deep.equal({ ok: true, reasons: [] });
    }
  });

  it('says in /readyz why a host is not ready, while /livez stays 200', async () => {
    const { url, host } = await served();
    host.now = () => statusOf({ state: 'draining' }, Date.now());
    const response = await fetch(`${url}/readyz`);
    expect(response.status).to.equal(503);
    const { ok, reasons } = (await response.json()) as { ok: boolean; reasons: string[] };
    expect(ok).to.equal(false);
    expect(reasons[0]).to.match(/draining/);
    expect((await fetch(`${url}/livez`)).status).to.equal(200);
  });

  it('answers /livez with 503 when a runner is stuck', async () => {
    const { url, host } = await served();
    const stuck = workerOf({ lastPollAt: ago(200_000, Date.now()) });
    host.now = () => statusOf({ workers: [stuck] }, Date.now());
    const response = await fetch(`${url}/livez`);
    expect(response.status).to.equal(503);
    expect(await response.text()).to.include('task_1 has begun no poll');
  });

  it('lists all checks when asked for them', async () => {
    const { url } = await served();
    const verbose = async (path: string) => {
      const body = await (await fetch(`${url}${path}?verbose`)).json();
      return (body as { checks: { name: string }[] }).checks.map(({ name }) => name);
    };
    expect(await verbose('/livez')).to.deep.equal(['event loop', 'runners']);
    expect(await verbose('/readyz')).to.deep.equal(['state', 'threads', 'engine']);
  });

  it('serves the status object as JSON', async () => {
    const { url, host } = await served();
    const status = statusOf();
    host.now = () => status;
    const response = await fetch(`${url}/status`);
    expect(response.headers.get('content-type')).to.match(/^application\/json/);
    expect(await response.json()).to.deep.equal(status);
  });

  it('serves metrics as the text that Prometheus reads', async () => {
    const { url, host } = await served();
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).to.match(/^text\/plain; version=0\.0\.4/);
    expect(await response.text()).to.equal(await host.metrics());
  });

  it('serves a page whose files are all there, from here alone', async () => {
    const { url } = await served();
    const page = await (await fetch(`${url}/`)).text();
    const links = [...page.matchAll(/(?:src|href)="([^"#]+)"/g)].map(({ 1: link = '' }) => link);
    expect(links).to.not.be.empty;
    for (const link of links) {
      expect(link).to.match(/^dashboard\//);
      expect((await fetch(`${url}/${link}`)).status, link).to.equal(200);
    }
  });

  it('does not send a file again that a browser has', async () => {
    const { url } = await served();
    const etag = (await fetch(`${url}/`)).headers.get('etag') ?? '';
    const again = await fetch(`${url}/`, { headers: { 'if-none-match': etag } });
    expect(again.status).to.equal(304);
  });

  it('gives out no other file of the package', async () => {
    const { url } = await served();
    for (const path of ['/dashboard/../status-server.ts', '/dashboard/..%2fstatus-server.ts']) {
      expect((await raw(url, { path })).status, path).to.equal(404);
    }
  });

  it('forbids everything from elsewhere in its pages', async () => {
    const { url } = await served();
    const { headers } = await fetch(`${url}/`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).to.include("default-src 'none'").and.include("script-src 'self'");
    expect(policy).to.not.match(/unsafe|http|\*/);
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('access-control-allow-origin')).to.equal(null);
  });

  it('answers an unknown path with 404 and a wrong method with 405', async () => {
    const { url } = await served();
    expect((await fetch(`${url}/nothing`)).status).to.equal(404);
    const wrong = await fetch(`${url}/status`, { method: 'DELETE' });
    expect(wrong.status).to.equal(405);
    expect(wrong.headers.get('allow')).to.include('GET');
    expect((await fetch(`${url}/control/pause`)).status).to.equal(405);
  });

  it('refuses other names while bound to loopback', async () => {
    const { url } = await served();
    const { port } = new URL(url);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example']) {
      expect((await raw(url, { path: '/status', host })).status, host).to.equal(403);
    }
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, 'LOCALHOST']) {
      expect((await raw(url, { path: '/status', host })).status, host).to.equal(200);
    }
  });

  it('answers to any name when bound to all addresses', async () => {
    const host = new FakeHost();
    const options = { host: '0.0.0.0', port: 0, token: null, view: host, controls: host };
    const server = await startStatusServer(options);
    try {
      expect(server.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect((await raw(server.url, { path: '/status', host: 'host.example' })).status).to.equal(
        200,
      );
    } finally {
      await server.close();
    }
  });

  it('says which port is in use, by which setting, and what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    try {
      const error = await startFailure('127.0.0.1', port);
      expect(error.code).to.equal('ERR_WH_STATUS_PORT');
      expect(error.message).to.include(`127.0.0.1:${port}`).and.include('Set status_port to');
    } finally {
      taken.close();
    }
  });

  it('says so when the address is none of this machine', async () => {
    const error = await startFailure('192.0.2.1', 0);
    expect(error.code).to.equal('ERR_WH_STATUS_HOST');
    expect(error.message).to.include('192.0.2.1').and.include('status_host');
  });

  it('answers 500 without details when something breaks', async () => {
    const { url, host } = await served();
    host.now = () => {
      throw new Error('a secret detail');
    };
    const response = await fetch(`${url}/status`);
    expect(response.status).to.equal(500);
    expect(await response.text()).to.not.include('secret detail');
  });
});

async function startFailure(
  host: string,
  port: number,
): Promise<{ code: string; message: string }> {
  const fake = new FakeHost();
  try {
    await startStatusServer({ host, port, token: null, view: fake, controls: fake });
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('it started');
}

/** As `fetch`, which minds neither `Host` nor dots in a path. */
function raw(
  url: string,
  { path, host }: { path: string; host?: string },
): Promise<{ status: number }> {
  const headers = host === undefined ? {} : { host };
  return new Promise((resolve, reject) => {
    request(url, { path, headers, agent: false }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    })
      .on('error', reject)
      .end();
  });
}
