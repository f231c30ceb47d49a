import { ModuleError } from '../errors/module-error.ts';
import { OutboxError } from '../errors/outbox-error.ts';
import { OutboxHeldError } from '../errors/outbox-held-error.ts';
import { SettingsError } from '../errors/settings-error.ts';
import { SourceError } from '../errors/source-error.ts';
import { WorkerHostError } from '../errors/worker-host-error.ts';
import { ExitCode } from './exit-codes.ts';
import { ExitError } from './exit-error.ts';
import { UsageError } from './usage-error.ts';

/**
 * Tells on stderr why a command ended, a line per problem, and returns the exit code. A stack is
 * printed only for what nobody foresaw.
 */
export function reportError(error: unknown): ExitCode {
  const [code, text] = describe(error);
  for (const line of text.split('\n')) process.stderr.write(`worker-host: ${line}\n`);
  return code;
}

function describe(error: unknown): [ExitCode, string] {
  if (error instanceof UsageError) {
    return [ExitCode.USAGE, `${error.message}\nSee worker-host --help.`];
  }
  if (error instanceof ExitError) return [error.exitCode, error.message];
  if (error instanceof SettingsError) return [ExitCode.CONFIG, error.problems.join('\n')];
  if (error instanceof ModuleError) return [ExitCode.CONFIG, error.message];
  if (error instanceof OutboxError || error instanceof OutboxHeldError)
    return [ExitCode.CONFIG, error.message];
  if (error instanceof SourceError) return [ExitCode.UNAVAILABLE, error.message];
  if (error instanceof WorkerHostError && error.code.startsWith('ERR_WH_STATUS_'))
    return [ExitCode.CONFIG, error.message];
  if (error instanceof WorkerHostError) return [ExitCode.INTERNAL, error.message];
  return [ExitCode.INTERNAL, `internal error: ${stackOf(error)}`];
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
