import type { ExplainedValue, Explanation } from '../settings/explain-setting.ts';
import { styled } from './colours.ts';
import { placeOf, valueText } from './show-setting.ts';
import { printable, tableLines } from './text-table.ts';

/** A setting and everything that has a value for it, best first; the one that counts is marked. */
export function explanationText({ worker, key, value, candidates }: Explanation): string {
  const lines = tableLines(candidates.map(cells));
  return [
    styled('bold', `${printable(worker ?? 'host')}.${key} = ${valueText(key, value)}`),
    ...lines.map((line, index) => (candidates[index]?.wins ? styled('bold', line) : line)),
    '',
  ].join('\n');
}

function cells(candidate: ExplainedValue): string[] {
  const { origin, from, text, wins, complaint } = candidate;
  const remarks = [wins ? 'counts' : '', complaint?.replace(/^= /, '') ?? ''];
  return [
    `${wins ? '*' : ' '} ${origin}`,
    from === null ? '-' : placeOf(candidate),
    printable(text.replaceAll('`', '')) || '(empty)',
    printable(remarks.filter(Boolean).join('; ')),
  ];
}
