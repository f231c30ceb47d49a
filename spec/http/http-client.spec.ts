import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { SettingsError } from '../../lib/errors/settings-error.ts';
import { SourceError } from '../../lib/errors/source-error.ts';
import { HttpClient } from '../../lib/http/http-client.ts';
import type { HttpSettings } from '../../lib/http/http-settings.ts';
import { eventually } from '../support/eventually.ts';
import { recordingProxy } from './recording-proxy.ts';
import {
  failureOf,
  httpSettings,
  recordingServer,
  type RecordingServer,
} from './recording-server.ts';
import { makeCertificates, type TestCertificates } from './test-certificates.ts';

const GET = { method: 'GET', path: '/things?a=1' } as const;

describe('HttpClient', () => {
  const cleanups: (() => unknown)[] = [];
  const track = <T extends { close(): Promise<void> }>(thing: T): T => {
    cleanups.push(() => thing.close());
    return thing;
  };
  const serve = async (...args: Parameters<typeof recordingServer>): Promise<RecordingServer> =>
    track(await recordingServer(...args));
  const client = (
    url: string,
    changes: Partial<HttpSettings> = {},
    pollConnections = 2,
  ): HttpClient => track(new HttpClient(httpSettings(url, changes), { pollConnections }));

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  it('answers a request while as many polls are held as there are poll connections', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const server = await serve(async ({ url }) => {
      if (url.includes('held')) await held;
      return { body: url };
    });
    const http = client(server.url, {}, 1);
    const polls = [1, 2].map((n) => http.poll({ method: 'GET', path: `/held/${n}` }));
    await eventually(() => server.requests.length === 1);
    expect((await http.send(GET)).body).to.equal('/api/things?a=1');
    release();
    expect((await Promise.all(polls)).map((answer) => answer.body)).to.deep.equal([
      '/api/held/1',
      '/api/held/2',
    ]);
  });

  it('loses and doubles nothing on a server that closes each connection after a few requests', async () => {
    const server = await serve(({ body }) => ({ body }), { maxRequestsPerSocket: 3 });
    const http = client(server.url);
    const sent = Array.from({ length: 100 }, (_, n) => String(n));
    for (let start = 0; start < sent.length; start += 10) {
      const batch = sent.slice(start, start + 10);
      const answers = await Promise.all(
        batch.map((body) => http.send({ method: 'POST', path: '/x', body })),
      );
      expect(answers.map((answer) => answer.body)).to.deep.equal(batch);
    }
    expect(server.requests.map(({ body }) => body).sort()).to.deep.equal(sent.sort());
  });

  it('sends a request once, a poll too, when a kept connection breaks before the answer', async () => {
    const server = await serve(({ url }) => ({ reset: url.includes('break') }));
    const http = client(server.url);
    const lost = { path: '/break' } as const;
    await http.poll(GET);
    await http.send(GET);
    for (const error of [
      await failureOf(http.poll({ ...lost, method: 'GET' })),
      await failureOf(http.send({ ...lost, method: 'POST', body: '1' })),
    ]) {
      expect(error).to.be.instanceOf(SourceError).with.property('kind', 'unreachable');
    }
    expect(server.requests).to.have.length(4);
  });

  it('calls a server that nobody listens on unreachable, by both clients', async () => {
    const server = await recordingServer(() => ({}));
    await server.close();
    const http = client(server.url);
    for (const error of [await failureOf(http.send(GET)), await failureOf(http.call(GET))]) {
      expect(error).to.have.property('kind', 'unreachable');
      expect(error.message)
        .to.include(`${server.url} can't be reached (GET /things)`)
        .and.include('ECONNREFUSED');
    }
  });

  it('gives up waiting for an answer after the request timeout, by both clients', async () => {
    const server = await serve(() => new Promise(() => undefined));
    const http = new HttpClient(httpSettings(server.url, { requestTimeout: 200 }), {
      pollConnections: 1,
    });
    for (const error of await Promise.all([failureOf(http.send(GET)), failureOf(http.call(GET))])) {
      expect(error).to.have.property('kind', 'unreachable');
      expect(error.message).to.match(/timeout/i);
    }
  });

  describe('behind a proxy', () => {
    it('asks the proxy for the whole address of a plain HTTP server, by both clients', async () => {
      const server = await serve(() => ({ body: 'ok' }));
      const proxy = track(await recordingProxy());
      const http = client(server.url, { proxyUrl: `http://me:p%40ss@localhost:${proxy.port}` });
      await http.send(GET);
      await http.call(GET);
      expect(proxy.seen).to.deep.equal(Array(2).fill(`GET ${server.url}/things?a=1`));
      expect(server.requests.map(({ url, headers }) => [url, headers.host])).to.deep.equal(
        Array(2).fill(['/api/things?a=1', `localhost:${server.port}`]),
      );
      expect(proxy.credentials[0]).to.equal(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    });

    it('does not show the proxy password when the proxy is down', async () => {
      const http = client('http://engine.test/api', { proxyUrl: 'http://me:hush@localhost:1' });
      const error = await failureOf(http.send(GET));
      expect(error).to.have.property('kind', 'unreachable');
      expect(error.message).not.to.include('hush');
    });
  });

  describe('over TLS', () => {
    let certificates: TestCertificates;
    before(() => (certificates = makeCertificates()));
    after(() => certificates.remove());

    const serveTls = (options = {}): Promise<RecordingServer> =>
      serve(() => ({ body: 'ok' }), {
        tls: {
          cert: readFileSync(certificates.serverCert),
          key: readFileSync(certificates.serverKey),
          ...options,
        },
      });

    it('trusts the given authority, by both clients', async () => {
      const server = await serveTls();
      const http = client(server.url, { tlsCaPath: certificates.ca });
      expect([(await http.send(GET)).body, (await http.call(GET)).body]).to.deep.equal([
        'ok',
        'ok',
      ]);
    });

    it('does not trust an authority that nobody vouched for, by both clients', async () => {
      const server = await serveTls();
      const http = client(server.url);
      for (const error of [await failureOf(http.send(GET)), await failureOf(http.call(GET))]) {
        expect(error).to.have.property('kind', 'unreachable');
        expect(error.message).to.match(/certificate/);
      }
    });

    it('accepts any certificate when told to', async () => {
      const server = await serveTls();
      expect((await client(server.url, { tlsInsecure: true }).send(GET)).body).to.equal('ok');
    });

    it('shows its own certificate to a server that asks for one, by both clients', async () => {
      const server = await serveTls({
        ca: readFileSync(certificates.ca),
        requestCert: true,
        rejectUnauthorized: true,
      });
      const http = client(server.url, {
        tlsCaPath: certificates.ca,
        tlsCertPath: certificates.clientCert,
        tlsKeyPath: certificates.clientKey,
      });
      await http.send(GET);
      await http.call(GET);
      expect(server.requests.map((request) => request.peerCertificate)).to.deep.equal([
        'a-worker-host',
        'a-worker-host',
      ]);
      expect(
        await failureOf(client(server.url, { tlsCaPath: certificates.ca }).send(GET)),
      ).to.have.property('kind', 'unreachable');
    });

    it('goes through a tunnel of the proxy, by both clients', async () => {
      const server = await serveTls();
      const proxy = track(await recordingProxy());
      const http = client(server.url, {
        tlsCaPath: certificates.ca,
        proxyUrl: `http://me:hush@localhost:${proxy.port}`,
      });
      expect([(await http.poll(GET)).body, (await http.call(GET)).body]).to.deep.equal([
        'ok',
        'ok',
      ]);
      expect(proxy.seen).to.deep.equal(Array(2).fill(`CONNECT localhost:${server.port}`));
      expect(proxy.credentials[0]).to.equal(`Basic ${Buffer.from('me:hush').toString('base64')}`);
    });

    it('names every file that can not be read', () => {
      const files = { tlsCaPath: '/none/ca.pem', tlsKeyPath: '/none/key.pem' };
      expect(
        () => new HttpClient(httpSettings('https://localhost/api', files), { pollConnections: 1 }),
      )
        .to.throw(SettingsError)
        .with.property('problems')
        .that.deep.equals([
          "tls_ca_path: /none/ca.pem can't be read (ENOENT).",
          "tls_key_path: /none/key.pem can't be read (ENOENT).",
        ]);
    });
  });

  describe('reading a file that is kept elsewhere', () => {
    it('sends the token to the engine alone', async () => {
      const answer = (): { body: string } => ({ body: '{"token":"T"}' });
      const [engine, store] = [await serve(answer), await serve(() => ({ body: '{"a":1}' }))];
      const http = client(engine.url, { authKey: 'k', authSecret: 's' });
      expect((await http.download(`http://localhost:${store.port}/bucket/x?sign=1`)).body).to.equal(
        '{"a":1}',
      );
      await http.download('/api/external/x');
      expect(
        store.requests.map(({ url, headers }) => [url, headers['x-authorization']]),
      ).to.deep.equal([['/bucket/x?sign=1', undefined]]);
      expect(engine.requests.at(-1)).to.deep.include({ url: '/api/external/x' });
      expect(engine.requests.at(-1)!.headers['x-authorization']).to.equal('T');
    });
  });
});
