import type { Argv } from 'yargs';
import type { ExitCode } from './exit-codes.ts';

/**
 * A command of the command line. What it needs to run it imports in `run`, so that help and the
 * other commands do not wait for it.
 */
export interface Command {
  /** Name and positionals, as yargs writes them. */
  readonly usage: string;
  readonly summary: string;
  readonly builder: (parser: Argv) => Argv | Promise<Argv>;
  readonly run: (parsed: Record<string, unknown>) => Promise<ExitCode>;
}
