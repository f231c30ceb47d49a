import { definitionsOf, optionalSetting, setting, type Resolved } from './setting-definition.ts';
import {
  count,
  milliseconds,
  oneOf,
  path,
  portOrOff,
  proxyUrl,
  serverUrl,
  text,
  yesOrNo,
} from './setting-kind.ts';

/** Every setting of the host, in the order of documentation. Variables: Conductor's own names. */
const declared = {
  serverUrl: setting(serverUrl, 'http://localhost:8080/api', {
    meaning: 'Address of the engine, with or without `/api`.',
    secondOptions: ['serverApiUrl'],
    variables: ['CONDUCTOR_SERVER_URL'],
  }),
  authKey: optionalSetting(text, {
    meaning: 'Key that is exchanged for a token.',
    example: 'my-key',
    variables: ['CONDUCTOR_AUTH_KEY', 'CONDUCTOR_SERVER_AUTH_KEY'],
    secret: true,
  }),
  authSecret: optionalSetting(text, {
    meaning: 'Secret of that key.',
    example: 'my-secret',
    variables: ['CONDUCTOR_AUTH_SECRET', 'CONDUCTOR_SERVER_AUTH_SECRET'],
    secret: true,
  }),
  tlsCaPath: optionalSetting(path, {
    meaning: 'Certificates to trust, PEM.',
    example: 'certs/ca.pem',
    variables: ['CONDUCTOR_TLS_CA_PATH'],
  }),
  tlsCertPath: optionalSetting(path, {
    meaning: "The host's own certificate, PEM.",
    example: 'certs/host.pem',
    variables: ['CONDUCTOR_TLS_CERT_PATH'],
  }),
  tlsKeyPath: optionalSetting(path, {
    meaning: 'Key of that certificate, PEM.',
    example: 'certs/host-key.pem',
    variables: ['CONDUCTOR_TLS_KEY_PATH'],
  }),
  tlsInsecure: setting(yesOrNo, false, {
    meaning: 'Accept any certificate of the engine. For tests, never in production.',
    variables: ['CONDUCTOR_TLS_INSECURE'],
  }),
  proxyUrl: optionalSetting(proxyUrl, {
    meaning: 'HTTP proxy on the way to the engine.',
    example: 'http://proxy.example:3128',
    variables: ['CONDUCTOR_PROXY_URL'],
  }),
  requestTimeout: setting(milliseconds, 60_000, {
    meaning: 'Time for any request but a poll.',
    variables: ['CONDUCTOR_REQUEST_TIMEOUT_MS'],
  }),
  connectTimeout: setting(milliseconds, 10_000, {
    meaning: 'Time for a connection to come about.',
    variables: ['CONDUCTOR_CONNECT_TIMEOUT_MS'],
  }),
  pollDeadline: setting(milliseconds, 120_000, {
    meaning: 'Time after which a poll without an answer is given up; far above `poll_timeout`.',
  }),
  drainTimeout: setting(milliseconds, 25_000, {
    meaning: 'Time that running tasks get when the host stops.',
  }),
  onDrainTimeout: setting(oneOf(['hand_back', 'fail']), 'hand_back', {
    meaning:
      'What becomes of tasks that still run then: `hand_back` to the queue, or `fail` them, which uses up a retry.',
  }),
  cancelGrace: setting(milliseconds, 5000, {
    meaning: 'Time that a task gets to end after its signal, before its thread is ended.',
  }),
  maxHeldPolls: setting(count, 64, {
    meaning:
      'Polls of all workers that wait in the engine at once, at most: fewer while the engine has no threads left for them.',
  }),
  maxRssMb: optionalSetting(count, {
    meaning:
      'Memory of the process, in megabytes, above which the host drains and ends with 75, for a supervisor to start it again.',
    fallbackText: 'no limit',
    example: '1024',
  }),
  outbox: setting(oneOf(['undelivered', 'always', 'off']), 'undelivered', {
    meaning:
      '`undelivered`: results that the engine does not accept are kept on disk; `always`: every result before it is sent; `off`: in memory only.',
  }),
  outboxDir: optionalSetting(path, {
    meaning: 'Directory of the outbox; one host at a time.',
    fallbackText: 'a directory of the engine in the state directory of the user',
    example: 'outbox',
  }),
  outboxMaxAge: setting(milliseconds, 604_800_000, {
    meaning: 'Time after which a result that was never accepted is given up; seven days.',
  }),
  outboxMaxMb: setting(count, 512, {
    meaning: 'Size of the outbox, in megabytes, above which workers stop polling.',
  }),
  logLevel: setting(
    oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      warning: 'warn',
      critical: 'fatal',
    }),
    'info',
    {
      meaning: 'The least severe lines that are logged.',
      variables: ['CONDUCTOR_LOG_LEVEL'],
    },
  ),
  logFormat: setting(oneOf(['auto', 'json', 'pretty']), 'auto', {
    meaning: '`auto`: pretty on a terminal, else a JSON object per line.',
  }),
  logPayloads: setting(yesOrNo, false, {
    meaning: 'Log input and output of tasks.',
  }),
  statusHost: setting(text, '127.0.0.1', {
    meaning: 'Address that the status server listens on.',
  }),
  statusPort: optionalSetting(portOrOff, {
    meaning: 'Port of the status server; 0 = any free one, which is logged; `off` = there is none.',
    fallbackText: '8790 on the command line, or any where that is taken; off in a library',
    example: '9090',
  }),
  statusToken: optionalSetting(text, {
    meaning: 'Token that lets the dashboard pause, resume, cancel and drain.',
    fallbackText: 'none: read only',
    example: 'my-token',
    secret: true,
  }),
};

/** The settings of the host: complete, valid, frozen. Times in milliseconds; null = none. */
export type HostSettings = Resolved<typeof declared>;

export const HOST_SETTINGS = definitionsOf(declared);
