import { ratios } from './ratios.ts';
import type { ClientResult, RowResult } from './result.ts';
import type { Metric } from '../measure/figures.ts';
import { median, spread } from './statistics.ts';
import { table } from './table.ts';

/** A Markdown table of one row: a line per client, the ratio behind each figure that has one. */
export function rowTable(row: RowResult): string {
  const head = ['client', ...row.metrics.flatMap((metric) => headsOf(metric))];
  const measured = row.clients.map((client) => [
    client.name,
    ...row.metrics.flatMap((metric) => cellsOf(metric, client, row)),
  ]);
  const missing = row.missing.map(({ name }) => [name, 'missing']);
  return table(head, [...measured, ...missing]);
}

/** What the table cannot say: why a client has no figures. */
export function rowNotes({ clients, missing }: RowResult): string[] {
  return [
    ...missing.map(({ name, reason }) => `${name} is missing: ${reason}`),
    ...clients.flatMap(({ name, failure }) =>
      failure === undefined ? [] : [`${name} failed: ${failure}`],
    ),
  ];
}

function headsOf({ title, ratio }: Metric): string[] {
  return ratio === undefined ? [title] : [title, '×'];
}

function cellsOf(metric: Metric, client: ClientResult, row: RowResult): string[] {
  const values = client.rounds.flatMap((figures) => {
    const value = figures?.[metric.key];
    return value === undefined || Number.isNaN(value) ? [] : [value];
  });
  const whole = client.failure === undefined;
  const figure = whole ? spreadOf(values, (value) => value.toFixed(metric.digits)) : 'failed';
  if (metric.ratio === undefined) return [figure];
  return [figure, whole ? spreadOf(ratios(metric, client, row), times) : ''];
}

function spreadOf(values: readonly number[], format: (value: number) => string): string {
  if (values.length === 0) return '';
  return values.length === 1 ? format(median(values)) : spread(values, format);
}

/** 0.03, 0.97, 1.2, 13: two figures, as far as they say something. */
export function times(value: number): string {
  if (value > 0.9 && value < 1.1) return value.toFixed(2);
  if (value >= 9.95) return value.toFixed(0);
  return value >= 0.095 ? value.toFixed(1) : value.toFixed(2);
}
