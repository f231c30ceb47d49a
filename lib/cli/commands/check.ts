import type { Command } from '../command.ts';
import { withExamples } from '../command-help.ts';

export const check: Command = {
  usage: 'check [modules..]',
  summary: 'check settings, modules, engine, credentials and task definitions; no polling',
  builder: async (parser) => {
    const { withHostFlags } = await import('../host-flags.ts');
    return withHostFlags(
      withExamples(parser, '$0 check [modules..]', [
        ['$0 check', 'workers.{ts,mts,cts,js,mjs,cjs} of this directory'],
        ['$0 check workers.ts --json', 'the same for scripts'],
        ['$0 check --server-url https://conductor.example', 'try an engine before it is used'],
      ])
        .positional('modules', {
          type: 'string',
          array: true,
          describe: 'modules that export workers',
        })
        .option('json', { type: 'boolean', default: false, describe: 'JSON, for scripts' }),
    );
  },
  run: async (parsed) => {
    const [{ checkHost }, { readHostFlags }] = await Promise.all([
      import('../check-host.ts'),
      import('../host-flags.ts'),
    ]);
    return checkHost({
      modules: (parsed.modules ?? []) as string[],
      json: parsed.json === true,
      ...readHostFlags(parsed),
    });
  },
};
