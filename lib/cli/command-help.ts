import type { Argv } from 'yargs';

/** Usage of a command with its examples first: most people look for these. */
export function withExamples(
  parser: Argv,
  usage: string,
  examples: readonly (readonly [command: string, meaning: string])[],
): Argv {
  const width = Math.max(...examples.map(([command]) => command.length));
  const lines = examples.map(([command, meaning]) => `$ ${command.padEnd(width)}  ${meaning}`);
  return parser.usage(`Usage: ${usage}\n\nExamples:\n${lines.join('\n')}`);
}
