import { format } from 'node:util';
import type { TaskLogger } from '../worker/task-context.ts';
import type { TaskLogLevel, TaskLogRecord } from './execution-pool.ts';

/** As pino counts them. */
const severities: Readonly<Record<string, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  silent: Infinity,
};

/**
 * A logger in the shape of pino's that sends plain records. What lies below `level` is not even
 * made: a record has a border to cross.
 *
 * @param bindings fields of each record, as plain data.
 */
export function taskLogger(
  send: (record: TaskLogRecord) => void,
  level: string,
  bindings: Record<string, unknown> = {},
): TaskLogger {
  const enabled = (name: string): boolean => severity(name) >= severity(logger.level);
  const method =
    (name: TaskLogLevel) =>
    (first: unknown, ...rest: unknown[]): void => {
      if (enabled(name)) send(makeRecord(name, bindings, first, rest));
    };
  const logger: TaskLogger = {
    level,
    trace: method('trace'),
    debug: method('debug'),
    info: method('info'),
    warn: method('warn'),
    error: method('error'),
    fatal: method('fatal'),
    silent: () => undefined,
    isLevelEnabled: enabled,
    child: (fields, options) =>
      taskLogger(send, options?.level ?? logger.level, { ...bindings, ...plainFields(fields) }),
  };
  return logger;
}

/** A level of the user's own making lets everything through, rather than nothing. */
function severity(level: string): number {
  return severities[level] ?? 0;
}

function makeRecord(
  level: TaskLogLevel,
  bindings: Record<string, unknown>,
  first: unknown,
  rest: unknown[],
): TaskLogRecord {
  if (typeof first !== 'object' || first === null) {
    const message = format(first, ...rest);
    return Object.keys(bindings).length === 0
      ? { level, message }
      : { level, message, fields: bindings };
  }
  const text = rest.length === 0 && first instanceof Error ? [first.message] : rest;
  return { level, message: format(...text), fields: { ...bindings, ...plainFields(first) } };
}

// Only what can cross a thread's border: errors as text, the rest as JSON.
function plainFields(fields: object): Record<string, unknown> {
  if (fields instanceof Error) return { err: describeError(fields) };
  const plain = Object.entries(fields).map(([key, value]): [string, unknown] => [
    key,
    value instanceof Error ? describeError(value) : value,
  ]);
  try {
    return JSON.parse(JSON.stringify(Object.fromEntries(plain))) as Record<string, unknown>;
  } catch {
    return { unloggable: 'fields that JSON can not hold' };
  }
}

function describeError(error: Error): { type: string; message: string; stack: string } {
  return { type: error.name, message: error.message, stack: error.stack ?? '' };
}
