import type { Metric } from '../measure/figures.ts';
import type { ClientResult, RowResult } from './result.ts';

/** How many times better than the baseline, of each round in which both were measured. */
export function ratios(
  { key, ratio }: Metric,
  client: ClientResult,
  { clients }: Pick<RowResult, 'clients'>,
): number[] {
  const baseline = clients.find((each) => each.baseline);
  if (ratio === undefined || baseline === undefined) return [];
  return client.rounds.flatMap((figures, round) => {
    const own = figures?.[key];
    const other = baseline.rounds[round]?.[key];
    if (own === undefined || other === undefined) return [];
    const times = ratio === 'more' ? own / other : other / own;
    return Number.isFinite(times) ? [times] : [];
  });
}
