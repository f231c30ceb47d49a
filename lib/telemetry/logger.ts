import { createRequire } from 'node:module';
import { isatty } from 'node:tty';
import { pino, type DestinationStream } from 'pino';
import type { PinoPretty, PrettyOptions } from 'pino-pretty';
import type { Logger } from './logger-interface.ts';
import { maskSecrets } from './mask-secrets.ts';
import { redactedPaths, redactedText } from './redaction.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
/** `auto`: pretty on a terminal, else `json`, one object a line. */
export type LogFormat = 'auto' | 'json' | 'pretty';

export interface LoggerOptions {
  /** Least level that is written. Default `info`. */
  readonly level?: LogLevel;
  /** Default `auto`. */
  readonly format?: LogFormat;
  /** Default `stdout`. */
  readonly destination?: 'stdout' | 'stderr' | DestinationStream;
  /** Texts that are masked wherever a line holds them. */
  readonly secrets?: readonly string[];
}

/**
 * A pino logger that writes synchronously, so that no line is lost when the process ends: `time`
 * in ISO 8601, `level` as text, `msg`, and the fields given; secrets are masked.
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { level = 'info', format = 'auto', destination = 'stdout', secrets = [] } = options;
  const terminal = typeof destination === 'string' && isatty(descriptors[destination]);
  const pretty = format === 'pretty' || (format === 'auto' && terminal);
  const stream = pretty ? prettyStream(destination, terminal) : plainStream(destination);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redactedPaths, censor: redactedText },
    },
    secrets.length === 0 ? stream : masked(stream, secrets),
  );
}

/** What a host logs to when it is given no logger: stderr, and unless it is told otherwise, warnings and worse as JSON lines. */
export function createDefaultLogger(
  secrets: readonly string[],
  wishes: Pick<LoggerOptions, 'level' | 'format'> = {},
): Logger {
  return createLogger({ level: 'warn', format: 'json', ...wishes, destination: 'stderr', secrets });
}

const descriptors = { stdout: 1, stderr: 2 } as const;

type Destination = NonNullable<LoggerOptions['destination']>;

function masked(stream: DestinationStream, secrets: readonly string[]): DestinationStream {
  // As they stand in a line of JSON, too.
  const texts = [...secrets, ...secrets.map((secret) => JSON.stringify(secret).slice(1, -1))];
  return { write: (line) => stream.write(maskSecrets(line, texts)) };
}

function plainStream(destination: Destination): DestinationStream {
  return typeof destination === 'string'
    ? pino.destination({ dest: descriptors[destination], sync: true })
    : destination;
}

function prettyStream(destination: Destination, terminal: boolean): DestinationStream {
  // Loaded here: most processes write JSON, and should not wait for the formatter at their start.
  const pinoPretty = createRequire(import.meta.url)('pino-pretty') as typeof PinoPretty;
  const options: PrettyOptions = {
    sync: true,
    singleLine: true,
    colorize: terminal && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    translateTime: 'SYS:HH:MM:ss.l',
    destination: typeof destination === 'string' ? descriptors[destination] : destination,
  };
  return pinoPretty(options);
}
