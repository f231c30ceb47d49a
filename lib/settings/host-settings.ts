import type { SettingDefinition } from './setting-definition.ts';
import {
  count,
  milliseconds,
  oneOf,
  path,
  port,
  proxyUrl,
  serverUrl,
  text,
  yesOrNo,
} from './setting-kind.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** The settings of the host: complete, valid, frozen. Times in milliseconds; null = none. */
export interface HostSettings {
  /** Without a slash at its end, with `/api` exactly once. */
  readonly serverUrl: string;
  readonly authKey: string | null;
  readonly authSecret: string | null;
  readonly tlsCaPath: string | null;
  readonly tlsCertPath: string | null;
  readonly tlsKeyPath: string | null;
  readonly tlsInsecure: boolean;
  /** May carry credentials. */
  readonly proxyUrl: string | null;
  readonly requestTimeout: number;
  readonly connectTimeout: number;
  readonly pollDeadline: number;
  readonly drainTimeout: number;
  readonly onDrainTimeout: 'hand_back' | 'fail';
  readonly cancelGrace: number;
  readonly maxHeldPolls: number;
  /** null = no limit. */
  readonly maxRssMb: number | null;
  readonly outbox: 'undelivered' | 'always' | 'off';
  /** null = found by itself. */
  readonly outboxDir: string | null;
  readonly outboxMaxAge: number;
  readonly outboxMaxMb: number;
  readonly logLevel: LogLevel;
  readonly logFormat: 'auto' | 'json' | 'pretty';
  readonly logPayloads: boolean;
  readonly statusHost: string;
  /** null = no status server; 0 = any free port. */
  readonly statusPort: number | null;
  /** null = read only. */
  readonly statusToken: string | null;
}

interface HostSettingDefinition extends SettingDefinition {
  readonly option: keyof HostSettings;
}

/** Every setting of the host, in the order of documentation. Variables: Conductor's own names. */
export const HOST_SETTINGS: readonly HostSettingDefinition[] = [
  {
    key: 'server_url',
    option: 'serverUrl',
    kind: serverUrl,
    fallback: 'http://localhost:8080/api',
    secondOptions: ['serverApiUrl'],
    variables: ['CONDUCTOR_SERVER_URL'],
    meaning: 'Address of the engine, with or without `/api`.',
  },
  {
    key: 'auth_key',
    option: 'authKey',
    kind: text,
    fallback: null,
    variables: ['CONDUCTOR_AUTH_KEY', 'CONDUCTOR_SERVER_AUTH_KEY'],
    secret: true,
    meaning: 'Key that is exchanged for a token.',
  },
  {
    key: 'auth_secret',
    option: 'authSecret',
    kind: text,
    fallback: null,
    variables: ['CONDUCTOR_AUTH_SECRET', 'CONDUCTOR_SERVER_AUTH_SECRET'],
    secret: true,
    meaning: 'Secret of that key.',
  },
  {
    key: 'tls_ca_path',
    option: 'tlsCaPath',
    kind: path,
    fallback: null,
    variables: ['CONDUCTOR_TLS_CA_PATH'],
    meaning: 'Certificates to trust, PEM.',
  },
  {
    key: 'tls_cert_path',
    option: 'tlsCertPath',
    kind: path,
    fallback: null,
    variables: ['CONDUCTOR_TLS_CERT_PATH'],
    meaning: "The host's own certificate, PEM.",
  },
  {
    key: 'tls_key_path',
    option: 'tlsKeyPath',
    kind: path,
    fallback: null,
    variables: ['CONDUCTOR_TLS_KEY_PATH'],
    meaning: 'Key of that certificate, PEM.',
  },
  {
    key: 'tls_insecure',
    option: 'tlsInsecure',
    kind: yesOrNo,
    fallback: false,
    variables: ['CONDUCTOR_TLS_INSECURE'],
    meaning: 'Accept any certificate of the engine. For tests, never in production.',
  },
  {
    key: 'proxy_url',
    option: 'proxyUrl',
    kind: proxyUrl,
    fallback: null,
    variables: ['CONDUCTOR_PROXY_URL'],
    meaning: 'HTTP proxy on the way to the engine.',
  },
  {
    key: 'request_timeout',
    option: 'requestTimeout',
    kind: milliseconds,
    fallback: 60_000,
    variables: ['CONDUCTOR_REQUEST_TIMEOUT_MS'],
    meaning: 'Time for any request but a poll.',
  },
  {
    key: 'connect_timeout',
    option: 'connectTimeout',
    kind: milliseconds,
    fallback: 10_000,
    variables: ['CONDUCTOR_CONNECT_TIMEOUT_MS'],
    meaning: 'Time for a connection to come about.',
  },
  {
    key: 'poll_deadline',
    option: 'pollDeadline',
    kind: milliseconds,
    fallback: 120_000,
    meaning: 'Time after which a poll without an answer is given up; far above `poll_timeout`.',
  },
  {
    key: 'drain_timeout',
    option: 'drainTimeout',
    kind: milliseconds,
    fallback: 25_000,
    meaning: 'Time that running tasks get when the host stops.',
  },
  {
    key: 'on_drain_timeout',
    option: 'onDrainTimeout',
    kind: oneOf(['hand_back', 'fail']),
    fallback: 'hand_back',
    meaning:
      'What becomes of tasks that still run then: `hand_back` to the queue, or `fail` them, which uses up a retry.',
  },
  {
    key: 'cancel_grace',
    option: 'cancelGrace',
    kind: milliseconds,
    fallback: 5000,
    meaning: 'Time that a task gets to end after its signal, before its thread is ended.',
  },
  {
    key: 'max_held_polls',
    option: 'maxHeldPolls',
    kind: count,
    fallback: 24,
    meaning: 'Polls of all workers that wait in the engine at once.',
  },
  {
    key: 'max_rss_mb',
    option: 'maxRssMb',
    kind: count,
    fallback: null,
    fallbackText: 'no limit',
    meaning:
      'Memory of the process, in megabytes, above which the host drains and ends with 75, for a supervisor to start it again.',
  },
  {
    key: 'outbox',
    option: 'outbox',
    kind: oneOf(['undelivered', 'always', 'off']),
    fallback: 'undelivered',
    meaning:
      '`undelivered`: results that the engine does not accept are kept on disk; `always`: every result before it is sent; `off`: in memory only.',
  },
  {
    key: 'outbox_dir',
    option: 'outboxDir',
    kind: path,
    fallback: null,
    fallbackText: 'a directory of the engine in the state directory of the user',
    meaning: 'Directory of the outbox; one host at a time.',
  },
  {
    key: 'outbox_max_age',
    option: 'outboxMaxAge',
    kind: milliseconds,
    fallback: 604_800_000,
    meaning: 'Time after which a result that was never accepted is given up; seven days.',
  },
  {
    key: 'outbox_max_mb',
    option: 'outboxMaxMb',
    kind: count,
    fallback: 512,
    meaning: 'Size of the outbox, in megabytes, above which workers stop polling.',
  },
  {
    key: 'log_level',
    option: 'logLevel',
    kind: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      warning: 'warn',
      critical: 'fatal',
    }),
    fallback: 'info',
    variables: ['CONDUCTOR_LOG_LEVEL'],
    meaning: 'The least severe lines that are logged.',
  },
  {
    key: 'log_format',
    option: 'logFormat',
    kind: oneOf(['auto', 'json', 'pretty']),
    fallback: 'auto',
    meaning: '`auto`: pretty on a terminal, else a JSON object per line.',
  },
  {
    key: 'log_payloads',
    option: 'logPayloads',
    kind: yesOrNo,
    fallback: false,
    meaning: 'Log input and output of tasks.',
  },
  {
    key: 'status_host',
    option: 'statusHost',
    kind: text,
    fallback: '127.0.0.1',
    meaning: 'Address that the status server listens on.',
  },
  {
    key: 'status_port',
    option: 'statusPort',
    kind: port,
    fallback: null,
    fallbackText: 'off',
    meaning: 'Port of the status server; 0 = any free one, which is logged.',
  },
  {
    key: 'status_token',
    option: 'statusToken',
    kind: text,
    fallback: null,
    fallbackText: 'none: read only',
    secret: true,
    meaning: 'Token that lets the dashboard pause, resume, cancel and drain.',
  },
];
