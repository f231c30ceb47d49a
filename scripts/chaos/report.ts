import type { Check } from './checks.ts';
import type { Side, SideEnd } from './side.ts';
import { broken, causes, type Attempt, type Cause } from './verdict.ts';

type Column = readonly [side: Side, end: SideEnd];

const lost: readonly Cause[] = ['resultLost', 'storedLost', 'acceptedLost'];

/** The figures of a run, a column for each side. */
export function figures(columns: readonly Column[]): string[][] {
  const row = (name: string, value: (column: Column) => number | string): string[] => [
    name,
    ...columns.map((column) => String(value(column))),
  ];
  const count =
    (test: (attempt: Attempt) => boolean) =>
    ([, { verdict }]: Column): number =>
      verdict.givenUp.filter(test).length;
  const byCause = Object.entries({ ...causes, ...broken }).map(([cause, text]) => [
    text,
    count((attempt) => attempt.cause === cause),
  ]) as [string, (column: Column) => number][];
  return [
    row('', ([{ mode }]) => `outbox = ${mode}`),
    row('workflows completed', ([, { verdict }]) => `${verdict.completed}/${verdict.workflows}`),
    row('tasks completed', ([, { verdict }]) => verdict.steps),
    row(
      'results lost',
      count(({ cause }) => lost.includes(cause)),
    ),
    row('tasks stranded', ([, { verdict }]) => verdict.stranded.length),
    row('joins that the killed engine forgot', ([{ workload }]) => workload.forgottenJoins),
    row('faults by the proxy', ([{ proxy }]) =>
      [...proxy.journal.faults.values()].reduce((sum, n) => sum + n, 0),
    ),
    row('results in the outbox at kills', ([{ host }]) =>
      host.kills.map(({ stored }) => stored.size).join(' + '),
    ),
    row(
      'further attempts',
      count(() => true),
    ),
    row(
      '  of steps that had begun to run',
      count(({ hadRun }) => hadRun),
    ),
    ...byCause
      .filter(([, value]) => columns.some((column) => value(column) > 0))
      .map(([text, value]) => row(`  ${text}`, value)),
  ];
}

/** Columns padded to their width. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** In mocha's words, which whoever counts specs understands. */
export function summary(checks: readonly Check[]): string {
  const failing = checks.filter(({ failure }) => failure !== null);
  const lines = checks.map(({ name, failure }) =>
    failure === null ? `  ✔ ${name}` : `  ✘ ${name}: ${failure}`,
  );
  lines.push('', `  ${checks.length - failing.length} passing`);
  if (failing.length > 0) lines.push(`  ${failing.length} failing`);
  return lines.join('\n');
}
