import type { Bench } from '../measure/bench.ts';
import { growthRows } from './growth-rows.ts';
import { idleRows } from './idle-rows.ts';
import { loadRows } from './load-rows.ts';
import type { Peers, Row } from './row.ts';
import { startRow } from './start-row.ts';
import { trickleRows } from './trickle-rows.ts';
import { watchedRow } from './watched-row.ts';

/** What is measured with the stub, in the order of the page. */
export function stubRows(bench: Bench, peers: Peers): Row[] {
  const all = [...loadRows, ...trickleRows, ...idleRows, startRow, ...growthRows, watchedRow];
  return all.map((make) => make(bench, peers));
}
