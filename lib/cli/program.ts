import { readFileSync } from 'node:fs';
import yargs, { type Argv } from 'yargs';
import { commands } from './commands/index.ts';
import { exitCodeHelp, ExitCode } from './exit-codes.ts';
import { joinOptionalValues } from './optional-values.ts';
import { reportError } from './report-error.ts';
import { explainUsage } from './explain-usage.ts';
import { UsageError } from './usage-error.ts';

/** yargs' own name for the rest: naming it early puts it first. */
const optionsGroup = 'Options:';

const usage = `Usage: $0 <command>

Examples:
$ $0 demo                                  see it work: no server, no code, ten seconds
$ $0 start workers.ts                      run the workers of a module
$ $0 run workers.ts my_task --input '{}'   run one task, without a server
$ $0 start --help                          all about a command`;

/** Runs the command line and resolves with the exit code; never rejects. */
export async function runProgram(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = ExitCode.OK;
  try {
    await parserOf(args, (result) => (code = result)).parseAsync(joinOptionalValues(args));
    return code;
  } catch (error) {
    return reportError(error);
  }
}

function parserOf(args: readonly string[], finished: (code: ExitCode) => void): Argv {
  const completing = args.includes('--get-yargs-completions');
  const parser: Argv = yargs()
    .scriptName('worker-host')
    .usage(usage)
    .option('config', {
      type: 'string',
      group: optionsGroup,
      requiresArg: true,
      describe: 'settings file  [default: $WORKER_HOST_CONFIG, else ./worker.ini]',
    })
    .option('log-level', {
      type: 'string',
      group: optionsGroup,
      requiresArg: true,
      describe: 'trace, debug, info, warn, error, fatal or silent',
    })
    .option('log-format', {
      type: 'string',
      group: optionsGroup,
      requiresArg: true,
      describe: 'auto (pretty on a terminal), json or pretty',
    })
    .version(version())
    .completion('completion', 'print a completion script for bash or zsh')
    .demandCommand(1, 1, 'Name a command.', 'One command at a time.')
    .recommendCommands()
    .strict()
    .wrap(Math.min(100, process.stdout.columns || 100))
    .epilogue(exitCodeHelp)
    // Where this function returned instead, the handler would run all the same.
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      throw error ?? new UsageError(explainUsage(message ?? 'wrong usage', optionsOf(parser)));
    });
  for (const { usage: command, summary, builder, run } of commands) {
    parser.command(
      command,
      summary,
      (async (inner: Argv, helpAsked: boolean) => {
        const built = await builder(inner);
        return helpAsked || completing ? built : withoutHelp(built);
        // The second parameter is in yargs' documentation, but not in its types.
      }) as (inner: Argv) => Promise<Argv>,
      async (parsed: Record<string, unknown>) => finished(await run(parsed)),
    );
  }
  return parser;
}

/** Yargs puts the help together before each command, asked for or not: 50 ms for all of a host's flags. */
function withoutHelp(parser: Argv): Argv {
  return optionsOf(parser).reduce((rest, name) => rest.hide(name), parser.wrap(null));
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function optionsOf(parser: Argv): string[] {
  // In yargs' documentation, but not in its types.
  const { key } = (parser as unknown as { getOptions(): { key: object } }).getOptions();
  return Object.keys(key).filter((name) => !/[A-Z]/.test(name));
}
