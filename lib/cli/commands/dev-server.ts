import type { Command } from '../command.ts';
import { withExamples } from '../command-help.ts';

export const devServer: Command = {
  usage: 'dev-server',
  summary: 'serve an in-memory double of Conductor',
  builder: (parser) =>
    withExamples(parser, '$0 dev-server', [
      ['$0 dev-server', 'on http://127.0.0.1:8080/api'],
      ['$0 dev-server --port 0', 'on any free port'],
    ])
      .option('port', {
        type: 'string',
        requiresArg: true,
        default: '8080',
        describe: 'port; 0 = any free one',
      })
      .option('host', {
        type: 'string',
        requiresArg: true,
        default: '127.0.0.1',
        describe: 'address to listen on',
      }),
  run: async (parsed) => {
    const { serveDevServer } = await import('../serve-dev-server.ts');
    return serveDevServer(String(parsed.port), String(parsed.host));
  },
};
