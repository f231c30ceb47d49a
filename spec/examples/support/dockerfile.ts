/** The instructions of a Dockerfile's last stage, continued lines joined: `['ENV', 'A=1 B=2']`. */
export function lastStage(text: string): [instruction: string, rest: string][] {
  const lines = text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const instructions = lines.map((line): [string, string] => {
    const [, instruction = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    return [instruction, rest.trim()];
  });
  return instructions.slice(instructions.findLastIndex(([instruction]) => instruction === 'FROM'));
}

/** The arguments of an instruction in its exec form. */
export function execForm(rest: string): string[] {
  return JSON.parse(rest.slice(rest.indexOf('['))) as string[];
}
