import type { Command } from '../command.ts';
import { withExamples } from '../command-help.ts';

export const run: Command = {
  usage: 'run <module> <task>',
  summary: 'run one task in a thread, without an engine, and print the result',
  builder: async (parser) => {
    const { withHostFlags } = await import('../host-flags.ts');
    return withHostFlags(
      withExamples(parser, '$0 run <module> <task>', [
        ['$0 run workers.ts check_inventory', 'with the input {}'],
        [`$0 run workers.ts check_inventory --input '{"items":[]}'`, 'with this input'],
        ['$0 run workers.ts check_inventory --input @order.json', 'with the input of a file'],
        ['curl … | $0 run workers.ts check_inventory --input -', 'with the input from stdin'],
      ])
        .positional('module', {
          type: 'string',
          demandOption: true,
          describe: 'module that exports the worker',
        })
        .positional('task', {
          type: 'string',
          demandOption: true,
          describe: 'name of the task definition',
        })
        .option('input', {
          type: 'string',
          requiresArg: true,
          default: '{}',
          describe: 'JSON object, @file, or - for stdin',
        })
        .option('json', {
          type: 'boolean',
          default: false,
          describe: 'the result on one line, as scripts like it',
        }),
    );
  },
  run: async (parsed) => {
    const [{ runOneTask }, { readHostFlags }] = await Promise.all([
      import('../run-one-task.ts'),
      import('../host-flags.ts'),
    ]);
    return runOneTask({
      module: String(parsed.module),
      task: String(parsed.task),
      input: String(parsed.input),
      oneLine: parsed.json === true,
      ...readHostFlags(parsed),
    });
  },
};
