import { parseArgs } from 'node:util';

export interface BenchFlags {
  /** Only these rows; empty = all. */
  readonly rows: readonly string[];
  readonly rounds: number;
  /** One short round that shows that everything works; its figures mean nothing. */
  readonly quick: boolean;
  /** Whether the rows on a real server are wanted too. */
  readonly server: boolean;
}

export const usage = `npm run bench -- [--quick] [--row NAME]… [--rounds 5] [--stub-only]

  --row NAME   only this row; repeatable
  --rounds N   how often each client is measured, 5 by default
  --stub-only  without the rows on a real Conductor server (Java 21, Maven, 460 MB once)
  --quick      a smoke test of a minute or two: one short round, only the JavaScript SDK beside
               worker-host, nothing written`;

/** @throws Error for a flag that is unknown or makes no sense. */
export function benchFlags(args: readonly string[]): BenchFlags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      row: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      'stub-only': { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds ${String(values.rounds)}: a whole number from 1 up is needed.`);
  const server = !values.quick && !values['stub-only'];
  return { rows: values.row, rounds, quick: values.quick, server };
}

/** All names, or those that are asked for. @throws Error that lists the names for one that is none. */
export function chosen(all: readonly string[], asked: readonly string[]): readonly string[] {
  const unknown = asked.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`--row ${unknown}: the rows are ${all.join(', ')}.`);
  return asked.length === 0 ? all : asked;
}
