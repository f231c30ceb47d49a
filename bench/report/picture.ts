import { ratios } from './ratios.ts';
import type { RowResult } from './result.ts';
import { times } from './row-table.ts';
import { median } from './statistics.ts';

interface Bar {
  readonly label: string;
  /** Of the rounds, in any order. */
  readonly ratios: readonly number[];
}

const width = 880;
const labelWidth = 430;
const barHeight = 16;
const step = 26;
const top = 56;
const chartWidth = width - labelWidth - 70;

/** docs/images/performance.svg: a bar per row and client of ours, on a logarithmic scale. */
export function picture(results: readonly RowResult[]): string {
  const bars = results.flatMap(barsOf);
  const all = [1, ...bars.flatMap((bar) => bar.ratios)];
  const scale = logarithmic(Math.min(...all), Math.max(...all));
  const height = top + bars.length * step + 12;
  const lines = scale.ticks.map((value) => tick(scale.at(value), value, height));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    style,
    `<rect class="ground" width="${width}" height="${height}" rx="6"/>`,
    `<text x="16" y="24" class="title">Times better than the JavaScript SDK at its best (right of 1×; logarithmic)</text>`,
    ...lines,
    ...bars.map((bar, index) => drawn(bar, top + index * step, scale.at)),
    '</svg>',
    '',
  ].join('\n');
}

/** The first ratio of a row is its most important one. What we compare with ourselves is no bar. */
function barsOf(row: RowResult): Bar[] {
  if (row.clients.some(({ ours, baseline }) => ours && baseline)) return [];
  const metric = row.metrics.find((each) => each.ratio !== undefined);
  if (metric === undefined) return [];
  return row.clients.flatMap((client) => {
    const values = client.ours ? ratios(metric, client, row) : [];
    const name = client.name.replace(/^worker-host,? /, '');
    return values.length === 0
      ? []
      : [{ label: `${row.title}: ${metric.title}, ${name}`, ratios: values }];
  });
}

interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

function logarithmic(least: number, most: number): Scale {
  const low = Math.floor(Math.log2(least));
  const high = Math.max(low + 1, Math.ceil(Math.log2(most)));
  const at = (value: number): number =>
    labelWidth + ((Math.log2(value) - low) / (high - low)) * chartWidth;
  return { at, ticks: Array.from({ length: high - low + 1 }, (_, index) => 2 ** (low + index)) };
}

function tick(x: number, value: number, height: number): string {
  const name = value >= 1 ? `${value}×` : `1/${1 / value}×`;
  const kind = value === 1 ? 'one' : 'tick';
  return (
    `<line class="${kind}" x1="${round(x)}" x2="${round(x)}" y1="${top - 6}" y2="${height - 10}"/>` +
    `<text class="axis" x="${round(x)}" y="${top - 11}" text-anchor="middle">${name}</text>`
  );
}

/** The bar ends at the median; the thin line spans the rounds. */
function drawn(bar: Bar, y: number, at: Scale['at']): string {
  const middle = median(bar.ratios);
  const [from = 0, to = 0] = [at(1), at(middle)].sort((one, other) => one - other);
  const least = at(Math.min(...bar.ratios));
  const most = at(Math.max(...bar.ratios));
  const line = y + barHeight / 2;
  const text = y + barHeight - 4;
  return (
    `<text x="${labelWidth - 10}" y="${text}" text-anchor="end">${escaped(bar.label)}</text>` +
    `<rect class="${middle >= 1 ? 'better' : 'worse'}" x="${round(from)}" y="${y}" width="${round(Math.max(1, to - from))}" height="${barHeight}"/>` +
    `<line class="span" x1="${round(least)}" x2="${round(most)}" y1="${line}" y2="${line}"/>` +
    `<text x="${round(Math.max(most, to) + 6)}" y="${text}">${times(middle)}×</text>`
  );
}

const round = (value: number): number => Math.round(value * 10) / 10;

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Readable on a light page and on a dark one. */
const style = `<style>
.ground{fill:#fff}text{fill:#1f2328}.title{font-weight:600}.axis{fill:#59636e;font-size:11px}
.tick{stroke:#d1d9e0}.one{stroke:#59636e}.better{fill:#2da44e}.worse{fill:#cf222e}.span{stroke:#1f2328}
@media (prefers-color-scheme:dark){.ground{fill:#0d1117}text{fill:#f0f6fc}.axis{fill:#9198a1}
.tick{stroke:#3d444d}.one{stroke:#9198a1}.span{stroke:#f0f6fc}}
</style>`;
