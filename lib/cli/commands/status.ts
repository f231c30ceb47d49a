import type { Command } from '../command.ts';
import { withExamples } from '../command-help.ts';

export const status: Command = {
  usage: 'status',
  summary: 'show what a running host is doing',
  builder: (parser) =>
    withExamples(parser, '$0 status', [
      ['$0 status', 'the host on this machine, at http://127.0.0.1:8790'],
      ['$0 status --watch', 'drawn again each second'],
      ['$0 status --url http://10.0.0.7:8790', 'another host'],
      ['$0 status --json', 'all there is to know, for scripts'],
    ])
      .option('url', {
        type: 'string',
        requiresArg: true,
        default: 'http://127.0.0.1:8790',
        describe: "address of the host's status server; its log names it",
      })
      .option('watch', { type: 'boolean', default: false, describe: 'go on until Ctrl-C' })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'JSON, for scripts; with --watch an object a line',
      }),
  run: async (parsed) => {
    const { showStatus } = await import('../status-show.ts');
    return showStatus({
      url: String(parsed.url),
      watch: parsed.watch === true,
      json: parsed.json === true,
    });
  },
};
