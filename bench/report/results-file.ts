import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { page } from './page.ts';
import { picture } from './picture.ts';
import type { RowResult } from './result.ts';

const figures = fileURLToPath(new URL('../results.json', import.meta.url));
const document = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const image = fileURLToPath(new URL('../../docs/images/performance.svg', import.meta.url));

/** Rows that were measured before and not again keep their figures; `order` is that of the page. */
export function merged(
  before: readonly RowResult[],
  now: readonly RowResult[],
  order: readonly string[],
): RowResult[] {
  const all = new Map([...before, ...now].map((row) => [row.name, row]));
  return order.flatMap((name) => all.get(name) ?? []);
}

/** Writes the page, the picture and the figures behind them. */
export async function writeResults(
  now: readonly RowResult[],
  order: readonly string[],
): Promise<void> {
  const results = merged(await readResults(), now, order);
  await mkdir(dirname(image), { recursive: true });
  await writeFile(figures, await pretty(JSON.stringify(results), 'json'));
  await writeFile(document, await pretty(page(results), 'markdown'));
  await writeFile(image, picture(results));
}

async function readResults(): Promise<RowResult[]> {
  if (!existsSync(figures)) return [];
  return JSON.parse(await readFile(figures, 'utf8')) as RowResult[];
}

/** As the lint wants it; the printed width is that of .prettierrc.json. */
function pretty(text: string, parser: string): Promise<string> {
  return format(text, { parser, printWidth: 100 });
}
