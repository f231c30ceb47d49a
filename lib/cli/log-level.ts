import type { LogLevel } from '../telemetry/logger.ts';
import { UsageError } from './usage-error.ts';

const levels: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** `--log-level` of a command that has no settings. */
export function logLevelOf(value: unknown): LogLevel {
  const level = levels.find((name) => name === String(value).toLowerCase());
  if (level !== undefined) return level;
  throw new UsageError(`--log-level ${String(value)}: not one of ${levels.join(', ')}.`);
}
