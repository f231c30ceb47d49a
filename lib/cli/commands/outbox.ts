import type { Command } from '../command.ts';
import { withExamples } from '../command-help.ts';

export const outbox: Command = {
  usage: 'outbox <action> [keys..]',
  summary: 'look at results that were not delivered yet; deliver or drop them',
  builder: async (parser) => {
    const [{ withHostFlags }, { outboxActions }] = await Promise.all([
      import('../host-flags.ts'),
      import('../use-outbox.ts'),
    ]);
    return withHostFlags(
      withExamples(parser, '$0 outbox <action> [keys..]', [
        ['$0 outbox list', 'what is stored, oldest first'],
        ['$0 outbox show 0mi8x2k1c-0000a7', 'all of one result'],
        ['$0 outbox retry --all', 'deliver everything now'],
        ['$0 outbox drop 0mi8x2k1c-0000a7 --yes', 'give one up'],
      ])
        .positional('action', {
          choices: outboxActions,
          demandOption: true,
          describe: 'what to do',
        })
        .positional('keys', {
          type: 'string',
          array: true,
          describe: 'results, by the keys that list shows',
        })
        .option('all', {
          type: 'boolean',
          default: false,
          describe: 'retry or drop every result',
        })
        .option('yes', { type: 'boolean', default: false, describe: 'drop for good' })
        .option('json', { type: 'boolean', default: false, describe: 'list for scripts' }),
    );
  },
  run: async (parsed) => {
    const [{ useOutbox }, { readHostFlags }] = await Promise.all([
      import('../use-outbox.ts'),
      import('../host-flags.ts'),
    ]);
    return useOutbox({
      action: parsed.action as Parameters<typeof useOutbox>[0]['action'],
      keys: (parsed.keys ?? []) as string[],
      all: parsed.all === true,
      yes: parsed.yes === true,
      json: parsed.json === true,
      ...readHostFlags(parsed),
    });
  },
};
