import type { Command } from '../command.ts';
import { withExamples } from '../command-help.ts';

export const demo: Command = {
  usage: 'demo',
  summary: 'dev-server, sample workers and workflows; ends by itself',
  builder: (parser) =>
    withExamples(parser, '$0 demo', [['$0 demo', 'an order pipeline of three workers']]).option(
      'workflows',
      {
        type: 'number',
        default: 300,
        describe: 'how many orders to run, 1 to 10000',
      },
    ),
  run: async (parsed) => {
    const [{ runDemo }, { logLevelOf }] = await Promise.all([
      import('../demo/run-demo.ts'),
      import('../log-level.ts'),
    ]);
    return runDemo({
      workflows: Number(parsed.workflows),
      // Its tasks are meant to fail: the summary counts that, the log need not tell each.
      logLevel: logLevelOf(parsed['log-level'] ?? 'error'),
    });
  },
};
