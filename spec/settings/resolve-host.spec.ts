import { expect } from 'chai';
import { problems, resolve, type Given } from './resolve.ts';

const url = (given: Given) => resolve(given).host.serverUrl;

describe('settings of the host', () => {
  it('have the documented defaults', () => {
    expect(resolve().host).to.deep.equal({
      serverUrl: 'http://localhost:8080/api',
      authKey: null,
      authSecret: null,
      tlsCaPath: null,
      tlsCertPath: null,
      tlsKeyPath: null,
      tlsInsecure: false,
      proxyUrl: null,
      requestTimeout: 60_000,
      connectTimeout: 10_000,
      pollDeadline: 120_000,
      drainTimeout: 25_000,
      onDrainTimeout: 'hand_back',
      cancelGrace: 5000,
      maxHeldPolls: 64,
      maxRssMb: null,
      outbox: 'undelivered',
      outboxDir: null,
      outboxMaxAge: 7 * 24 * 3_600_000,
      outboxMaxMb: 512,
      logLevel: 'info',
      logFormat: 'auto',
      logPayloads: false,
      statusHost: '127.0.0.1',
      statusPort: null,
      statusToken: null,
    });
  });

  for (const [given, normal] of [
    ['http://h:8080', 'http://h:8080/api'],
    ['http://h:8080/', 'http://h:8080/api'],
    ['http://h:8080/api', 'http://h:8080/api'],
    ['http://h:8080/api/', 'http://h:8080/api'],
    ['http://h:8080/api/api', 'http://h:8080/api'],
    ['https://h/conductor', 'https://h/conductor/api'],
    ['https://h/myapi', 'https://h/myapi/api'],
  ] as const) {
    it(`take ${given} as ${normal}`, () => {
      expect(url({ host: { serverUrl: given } })).to.equal(normal);
    });
  }

  for (const given of ['localhost:8080', 'ftp://h', 'http://', 'http://h?x=1', 'nonsense']) {
    it(`refuse the address ${given}`, () => {
      expect(problems({ env: { CONDUCTOR_SERVER_URL: given } })).to.have.length(1);
    });
  }

  it('come from the best layer that has them', () => {
    const host = { serverApiUrl: 'http://e' };
    const ini = '[worker-host]\nserver_url = http://d';
    const own = { WORKER_HOST_SERVER_URL: 'http://c' };
    const env = { ...own, CONDUCTOR_SERVER_URL: 'http://b' };
    const flags = { host: { server_url: 'http://a' } };
    expect([
      url({ host }),
      url({ host, ini }),
      url({ host, ini, env: own }),
      url({ host, ini, env }),
      url({ host, ini, env, flags }),
    ]).to.deep.equal(['e', 'd', 'c', 'b', 'a'].map((name) => `http://${name}/api`));
  });

  it('tell where they came from', () => {
    const { hostOrigins } = resolve({
      env: { CONDUCTOR_REQUEST_TIMEOUT_MS: '5', WORKER_HOST_STATUS_PORT: '0' },
      flags: { host: { drain_timeout: '7' } },
    });
    expect(hostOrigins['request_timeout']).to.deep.equal({
      value: 5,
      origin: 'environment',
      from: 'CONDUCTOR_REQUEST_TIMEOUT_MS',
    });
    expect(hostOrigins['status_port']?.value).to.equal(0);
    expect(hostOrigins['drain_timeout']).to.deep.equal({
      value: 7,
      origin: 'flag',
      from: '--drain-timeout',
    });
  });

  it("know Conductor's names", () => {
    const { host } = resolve({
      env: {
        CONDUCTOR_AUTH_KEY: 'k',
        CONDUCTOR_AUTH_SECRET: 's',
        CONDUCTOR_TLS_CA_PATH: 'ca',
        CONDUCTOR_TLS_CERT_PATH: 'cert',
        CONDUCTOR_TLS_KEY_PATH: 'key',
        CONDUCTOR_TLS_INSECURE: 'true',
        CONDUCTOR_PROXY_URL: 'http://p:1',
        CONDUCTOR_CONNECT_TIMEOUT_MS: '6',
        CONDUCTOR_LOG_LEVEL: 'WARNING',
      },
    });
    expect(host).to.include({
      authKey: 'k',
      authSecret: 's',
      tlsCaPath: 'ca',
      tlsCertPath: 'cert',
      tlsKeyPath: 'key',
      tlsInsecure: true,
      proxyUrl: 'http://p:1',
      connectTimeout: 6,
      logLevel: 'warn',
    });
  });

  it('ignore what is no setting in the options of the host', () => {
    expect(problems({ host: { logger: {}, whatever: 1 } })).to.deep.equal([]);
  });

  describe('from a file that a variable names', () => {
    const env = { CONDUCTOR_AUTH_SECRET_FILE: '/run/secrets/it' };

    it('are its trimmed text', () => {
      const { host, hostOrigins } = resolve({ env, readSecretFile: (path) => `from ${path}\n` });
      expect(host.authSecret).to.equal('from /run/secrets/it');
      expect(hostOrigins['auth_secret']?.from).to.equal('CONDUCTOR_AUTH_SECRET_FILE');
    });

    it('beat the second best variable', () => {
      const both = { ...env, WORKER_HOST_AUTH_SECRET: 'other' };
      expect(resolve({ env: both, readSecretFile: () => 'it' }).host.authSecret).to.equal('it');
    });

    it('are not read when a better variable hides them, but warned of', () => {
      const read = () => {
        throw new Error('read all the same');
      };
      const { host, warnings } = resolve({
        env: { ...env, CONDUCTOR_AUTH_SECRET: 'plain' },
        readSecretFile: read,
      });
      expect(host.authSecret).to.equal('plain');
      expect(warnings[0]).to.contain('CONDUCTOR_AUTH_SECRET_FILE');
    });

    it('are not set when it is empty', () => {
      const { host, warnings } = resolve({ env, readSecretFile: () => '\n' });
      expect(host.authSecret).to.equal(null);
      expect(warnings).to.have.length(1);
    });

    it('are an error when it cannot be read', () => {
      const found = problems({
        env,
        readSecretFile: () => {
          throw new Error('ENOENT');
        },
      });
      expect(found).to.have.length(1);
      expect(found[0]).to.contain('CONDUCTOR_AUTH_SECRET_FILE').and.contain('/run/secrets/it');
    });
  });
});
