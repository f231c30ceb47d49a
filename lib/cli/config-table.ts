import { styled } from './colours.ts';
import type { ConfigReport } from './config-report.ts';
import { placeOf, valueText } from './show-setting.ts';
import { printable, tableLines } from './text-table.ts';

interface Row {
  readonly cells: readonly string[];
  readonly style: 'title' | 'chosen' | 'default';
}

/** A table that fits a terminal, but for the odd long value. */
const widestValue = 40;

/** A line per setting, by host and worker; those that are no defaults are marked. */
export function configTable({ host, workers }: ConfigReport): string {
  const rows: Row[] = [
    { cells: ['  setting', 'value', 'from'], style: 'default' },
    ...groupRows('host', host),
    ...Object.entries(workers).flatMap(([name, group]) => groupRows(`worker ${name}`, group)),
  ];
  const lines = tableLines(
    rows.map(({ cells }) => cells),
    undefined,
    widestValue,
  );
  const styledLines = lines.map((line, index) => {
    const style = rows[index]?.style;
    return style === 'default' ? styled('dim', line) : styled('bold', line);
  });
  return `${styledLines.join('\n')}\n`;
}

function groupRows(title: string, group: ConfigReport['host']): Row[] {
  return [
    { cells: [], style: 'default' },
    { cells: [printable(title)], style: 'title' },
    ...Object.entries(group).map(([key, setting]): Row => {
      const chosen = setting.origin !== 'default';
      const name = `${chosen ? '*' : ' '} ${key}`;
      return {
        cells: [name, valueText(key, setting.value), placeOf(setting)],
        style: chosen ? 'chosen' : 'default',
      };
    }),
  ];
}
