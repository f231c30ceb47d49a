import { quantile } from '../report/statistics.ts';
import type { Percentiles } from '../support/stub-server.ts';

/** What was measured of one client in one round, by the key of its metric. */
export type Figures = Readonly<Record<string, number>>;

export interface Metric {
  /** In `Figures`. */
  readonly key: string;
  /** With its unit, as the head of a column. */
  readonly title: string;
  readonly digits: number;
  /** Shown as a ratio to the baseline too: which way is better. */
  readonly ratio?: 'more' | 'less';
}

/** p50 and p99 as figures; NaN of nothing. */
export function percentiles(
  prefix: string,
  values: readonly number[] | Percentiles | null,
): Figures {
  const { p50, p99 } = Array.isArray(values)
    ? { p50: quantile(values, 0.5), p99: quantile(values, 0.99) }
    : ((values as Percentiles | null) ?? { p50: NaN, p99: NaN });
  return { [`${prefix}P50`]: p50, [`${prefix}P99`]: p99 };
}
