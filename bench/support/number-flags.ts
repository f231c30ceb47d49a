import { parseArgs } from 'node:util';

/** Reads `--name 5` flags from the command line. @throws Error for anything but whole numbers from 1 up. */
export function numberFlags<Name extends string>(
  defaults: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const names = Object.keys(defaults) as Name[];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ options });
  const result: Record<Name, number> = { ...defaults };
  for (const name of names) {
    const text = values[name];
    if (text === undefined) continue;
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1)
      throw new Error(`--${name} ${text}: a whole number from 1 up is needed.`);
    result[name] = value;
  }
  return result;
}
