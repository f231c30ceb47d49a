import { expect } from 'chai';
import { HttpClient } from '../../lib/http/http-client.ts';
import { eventually } from '../support/eventually.ts';
import {
  failureOf,
  httpSettings,
  recordingServer,
  type Recorded,
  type RecordingServer,
  type Reply,
} from './recording-server.ts';

const GET = { method: 'GET', path: '/things' } as const;
const MINUTE = 60_000;

describe('The token of a server that asks for one', () => {
  let server: RecordingServer;
  let http: HttpClient;
  let now: number;
  let notices: string[];

  const start = async (
    answer: (request: Recorded, asked: number) => Reply | Promise<Reply>,
    authKey: string | null = 'key-1',
  ): Promise<void> => {
    now = 0;
    notices = [];
    let asked = 0;
    server = await recordingServer((request) => {
      if (request.url === '/api/token') asked += 1;
      return answer(request, asked);
    });
    http = new HttpClient(httpSettings(server.url, { authKey, authSecret: 'hush-hush' }), {
      pollConnections: 2,
      clock: { now: () => now, setTimeout: () => ({ cancel: () => undefined }) },
      onNotice: (message) => notices.push(message),
    });
  };
  const issue = (request: Recorded, asked: number): Reply =>
    request.url === '/api/token' ? { body: `{"token":"T${asked}"}` } : { body: 'ok' };
  const asked = (): Recorded[] => server.requests.filter(({ url }) => url === '/api/token');
  const sentTokens = (): unknown[] =>
    server.requests
      .filter(({ url }) => url !== '/api/token')
      .map(({ headers }) => headers['x-authorization']);

  afterEach(async () => {
    await http.close();
    await server.close();
  });

  it('is asked for once by requests that need it at the same time, and sent with each', async () => {
    await start(issue);
    await Promise.all([http.send(GET), http.poll(GET), http.call(GET)]);
    expect(asked().map(({ method, body }) => [method, body])).to.deep.equal([
      ['POST', '{"keyId":"key-1","keySecret":"hush-hush"}'],
    ]);
    expect(sentTokens()).to.deep.equal(['T1', 'T1', 'T1']);
  });

  it('is not asked for without a key', async () => {
    await start(issue, null);
    await http.send(GET);
    expect(server.requests.map(({ url }) => url)).to.deep.equal(['/api/things']);
    expect(sentTokens()).to.deep.equal([undefined]);
  });

  it('is renewed after 45 minutes', async () => {
    await start(issue);
    await http.send(GET);
    now = 45 * MINUTE;
    await http.send(GET);
    expect(sentTokens()).to.deep.equal(['T1', 'T2']);
  });

  it('is renewed beside a request shortly before it is too old', async () => {
    await start(issue);
    await http.send(GET);
    now = 44 * MINUTE;
    await http.send(GET);
    await eventually(() => asked().length === 2);
    expect(sentTokens()).to.deep.equal(['T1', 'T1']);
  });

  for (const [status, body] of [
    [401, ''],
    [403, '{"error":"EXPIRED_TOKEN"}'],
    [403, '{"error":"INVALID_TOKEN"}'],
  ] as const) {
    it(`is renewed, and the request sent again, after ${status} ${body}`, async () => {
      await start((request, asked) =>
        request.headers['x-authorization'] === 'T1' ? { status, body } : issue(request, asked),
      );
      expect((await http.send(GET)).body).to.equal('ok');
      expect(sentTokens()).to.deep.equal(['T1', 'T2']);
    });
  }

  it('is renewed once only: a second 401 is an error', async () => {
    await start((request, asked) =>
      request.url === '/api/token' ? issue(request, asked) : { status: 401 },
    );
    const error = await failureOf(http.send(GET));
    expect(error).to.deep.include({ kind: 'unauthorized', status: 401 });
    expect(sentTokens()).to.deep.equal(['T1', 'T2']);
  });

  it('is not renewed after a 403 about permissions', async () => {
    await start((request, asked) =>
      request.url === '/api/token'
        ? issue(request, asked)
        : { status: 403, body: '{"error":"FORBIDDEN"}' },
    );
    expect(await failureOf(http.send(GET))).to.have.property('kind', 'refused');
    expect(asked()).to.have.length(1);
  });

  it('is done without on a server that knows none, which is said once', async () => {
    await start(({ url }) => (url === '/api/token' ? { status: 404 } : { body: 'ok' }));
    await http.send(GET);
    await http.send(GET);
    expect(asked()).to.have.length(1);
    expect(sentTokens()).to.deep.equal([undefined, undefined]);
    expect(notices).to.have.length(1);
    expect(notices[0]).to.match(/no authentication/);
  });

  it('names the settings when the key is not accepted, and asks again with the next request', async () => {
    await start((request, asked) =>
      asked === 1
        ? { status: 400, body: '{"message":"bad key hush-hush"}' }
        : issue(request, asked),
    );
    const error = await failureOf(http.send(GET));
    expect(error).to.have.property('kind', 'unauthorized');
    expect(error.message).to.include('auth_key').and.not.include('hush-hush');
    expect((await http.send(GET)).body).to.equal('ok');
  });

  it('never shows up in an error, nor does the secret, whoever echoes them', async () => {
    await start((request, asked) =>
      request.url === '/api/token'
        ? issue(request, asked)
        : {
            status: 400,
            body: JSON.stringify({
              message: `no: ${String(request.headers['x-authorization'])} hush-hush`,
            }),
          },
    );
    for (const error of [await failureOf(http.send(GET)), await failureOf(http.call(GET))]) {
      expect(error.message).to.include('no: *** ***');
      expect(JSON.stringify(error)).not.to.include('T1').and.not.include('hush-hush');
    }
  });

  it('is not found in an answer without one', async () => {
    await start(() => ({ body: '<html>' }));
    expect(await failureOf(http.send(GET))).to.have.property('kind', 'unintelligible');
  });
});
