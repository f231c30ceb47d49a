import { rowNotes, rowTable } from './row-table.ts';
import type { RowResult } from './result.ts';

/** docs/performance.md. */
export function page(results: readonly RowResult[]): string {
  return [...head, ...results.flatMap(section), ...foot].join('\n\n') + '\n';
}

const head = [
  '# Performance',
  'worker-host beside the SDKs. `npm run bench` writes this page, its figures and the picture; ' +
    '[How to read it](#how-to-read-it) is below.',
  '![How many times better than the JavaScript SDK at its best](images/performance.svg)',
];

const foot = [
  '## How to read it',
  'Every client runs in a process of its own. The server is a stub in C on the same machine, which ' +
    'hands out tasks faster than any client takes them and checks what comes back: a measurement in ' +
    'which a task was lost, done twice or failed counts as failed.',
  [
    '- **Compare inside one table only.** Its clients were measured in turn, round by round, so that they shared whatever disturbed the machine. Figures of another table, day or machine say nothing beside them.',
    '- A figure is the median of the rounds, with [least–most] behind it.',
    '- **×** is how many times better than the JavaScript SDK at its best (or the client that is 1.00 in all rounds), taken in each round by itself: 2 = twice the tasks, or half the time, CPU or memory.',
    '- **CPU s / 1,000** is the CPU time of the whole process, with all its threads and children, for 1,000 tasks.',
    '- **busy**: from a task’s delivery to its result while a backlog lasts. **light** and plain **p50**, **p99**: from the moment a task is available in the server to its result, while tasks come one by one.',
    '- **RSS**: memory of the process and its children, after the work.',
    '- **best**: the peer with the settings that suit the row most: for the JavaScript SDK `pollInterval` 1 and a connection for each poll and slot. **defaults**: nothing is set but, where a row names slots, their number.',
  ].join('\n'),
  'Take a row again with `npm run bench -- --row NAME`; the name is behind each title.',
];

function section(row: RowResult): string[] {
  const { date, machine, rounds } = row.taken;
  const notes = rowNotes(row);
  return [
    `## ${row.title}`,
    row.about,
    rowTable(row),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
    `\`${row.name}\`, ${date}, ${rounds} ${rounds === 1 ? 'round' : 'rounds'} on ${machine}.`,
  ];
}
