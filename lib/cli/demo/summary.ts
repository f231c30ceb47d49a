import { tableLines } from '../text-table.ts';

/** What the demo counts of one worker. */
export interface WorkerTally {
  readonly name: string;
  readonly durations: number[];
  failed: number;
}

/** A line per worker: what it did, how often it failed and was tried again, how long a task took. */
export function summaryTable(tallies: readonly WorkerTally[]): string {
  const rows = [
    ['worker', 'done', 'failed and retried', 'p50 ms', 'p99 ms'],
    ...tallies.map(({ name, durations, failed }) => [
      name,
      String(durations.length),
      String(failed),
      percentile(durations, 0.5),
      percentile(durations, 0.99),
    ]),
  ];
  return tableLines(rows, (column) => column > 0).join('\n');
}

/** The nearest-rank percentile, with one decimal. */
export function percentile(values: readonly number[], share: number): string {
  if (values.length === 0) return '-';
  const sorted = values.toSorted((left, right) => left - right);
  const rank = Math.max(0, Math.ceil(share * sorted.length) - 1);
  return (sorted[rank] ?? 0).toFixed(1);
}
