import type { Figures } from '../../bench/measure/figures.ts';
import type { ClientResult, RowResult } from '../../bench/report/result.ts';

export function clientResult(
  name: string,
  rounds: readonly (Figures | null)[],
  rest: Partial<ClientResult> = {},
): ClientResult {
  return { name, rounds, ours: false, baseline: false, ...rest };
}

/** A row that counts tasks a second and milliseconds, both beside a baseline. */
export function rowResult(
  clients: readonly ClientResult[],
  rest: Partial<RowResult> = {},
): RowResult {
  return {
    name: 'no-op',
    title: 'Tasks without work',
    about: 'The worker answers at once.',
    metrics: [
      { key: 'speed', title: 'tasks/s', digits: 0, ratio: 'more' },
      { key: 'wait', title: 'p99 ms', digits: 1, ratio: 'less' },
      { key: 'rss', title: 'RSS MB', digits: 0 },
    ],
    clients,
    missing: [],
    taken: { date: '2026-01-31', machine: '2 x Processor', rounds: 3 },
    ...rest,
  };
}
