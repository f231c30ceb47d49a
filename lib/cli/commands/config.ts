import type { Command } from '../command.ts';
import { withExamples } from '../command-help.ts';

export const config: Command = {
  usage: 'config [modules..]',
  summary: 'show every setting, its value and where it comes from',
  builder: async (parser) => {
    const { withHostFlags } = await import('../host-flags.ts');
    return withHostFlags(
      withExamples(parser, '$0 config [modules..]', [
        ['$0 config', 'settings of the host and of workers.{ts,mts,cts,js,mjs,cjs}'],
        ['$0 config workers.ts --json', 'the same for scripts'],
        ['$0 config --explain mail.threads', 'what every layer says about one setting'],
        ['$0 config --explain server_url', 'the same for one of the host'],
        ['$0 config --set mail.threads=2', 'try a setting before it is used'],
      ])
        .positional('modules', {
          type: 'string',
          array: true,
          describe: 'modules that export workers',
        })
        .option('explain', {
          type: 'string',
          requiresArg: true,
          describe: 'TASK.P, host.P or P: show every layer of this setting, best first',
        })
        .option('json', { type: 'boolean', default: false, describe: 'JSON, for scripts' }),
    );
  },
  run: async (parsed) => {
    const [{ showConfig }, { readHostFlags }] = await Promise.all([
      import('../show-config.ts'),
      import('../host-flags.ts'),
    ]);
    return showConfig({
      modules: (parsed.modules ?? []) as string[],
      json: parsed.json === true,
      explain: parsed.explain as string | undefined,
      ...readHostFlags(parsed),
    });
  },
};
