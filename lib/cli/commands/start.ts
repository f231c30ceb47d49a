import type { Command } from '../command.ts';
import { withExamples } from '../command-help.ts';

export const start: Command = {
  usage: 'start [modules..]',
  summary: 'run the workers of the modules',
  builder: async (parser) => {
    const { withHostFlags } = await import('../host-flags.ts');
    return withHostFlags(
      withExamples(parser, '$0 start [modules..]', [
        ['$0 start', 'workers.{ts,mts,cts,js,mjs,cjs} of this directory'],
        ['$0 start workers.ts mail.js', 'several modules'],
        ['$0 start --server-url http://localhost:8080', 'another engine'],
        ['$0 start --set concurrency=10 --set mail.threads=2', 'settings of workers'],
        ['$0 start --fail-fast', 'exit 69 when the engine does not answer'],
      ])
        .positional('modules', {
          type: 'string',
          array: true,
          describe: 'modules that export workers',
        })
        .option('fail-fast', {
          type: 'boolean',
          default: false,
          describe: 'exit with 69 when the engine does not answer at the start',
        }),
    );
  },
  run: async (parsed) => {
    const [{ startHost }, { readHostFlags }] = await Promise.all([
      import('../start-host.ts'),
      import('../host-flags.ts'),
    ]);
    return startHost({
      modules: (parsed.modules ?? []) as string[],
      failFast: parsed['fail-fast'] === true,
      ...readHostFlags(parsed),
    });
  },
};
