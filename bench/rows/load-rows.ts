import { isMissing, type Contender } from '../contenders/contender.ts';
import { workerHost } from '../contenders/worker-host.ts';
import type { Bench } from '../measure/bench.ts';
import { measureLoad, type LoadPlan } from '../measure/load.ts';
import { loadMetrics } from './metrics.ts';
import type { MakeRow, Peers, Row } from './row.ts';

interface LoadRow {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly ours: (dist: string) => readonly Contender[];
  /** The SDKs of other languages too. Default false. */
  readonly others?: true;
  readonly plan: LoadPlan;
}

const size = 1024;
const large = 20 * 1024;
const threadAndInline: LoadRow['ours'] = (dist) => [
  workerHost(dist, 'thread', { isolation: 'thread', threads: 1 }),
  workerHost(dist, 'inline', { isolation: 'inline' }),
];

const rows: readonly LoadRow[] = [
  {
    name: 'no-op',
    title: 'Tasks without work, 1 KB',
    about: 'The worker answers at once; 50 slots. What is measured is the host itself.',
    ours: threadAndInline,
    others: true,
    plan: { work: { types: 1, work: 'none', concurrency: 50 }, size, lightRate: 300 },
  },
  {
    name: 'async',
    title: '10 ms of waiting, 100 at once',
    about: 'The worker waits 10 ms on a timer; 100 slots, so 10,000 tasks/s is the limit.',
    ours: threadAndInline,
    plan: {
      work: { types: 1, work: 'sleep', workMs: 10, concurrency: 100 },
      size,
      lightRate: 300,
    },
  },
  {
    name: 'cpu',
    title: '20 ms of computing',
    about:
      'A fixed amount of computing that takes an undisturbed core 20 ms; 10 slots for the peers, ' +
      'two per thread for worker-host.',
    ours: (dist) => [
      workerHost(dist, '2 threads', { threads: 2, concurrency: 4 }),
      workerHost(dist, '1 thread', { threads: 1, concurrency: 2 }),
    ],
    plan: { work: { types: 1, work: 'burn', workMs: 20, concurrency: 10 }, size, lightRate: 20 },
  },
  {
    name: 'large-in',
    title: '20 KB in',
    about: 'Tasks of 20 KB, answered at once with a few bytes; 50 slots.',
    ours: threadAndInline,
    plan: { work: { types: 1, work: 'none', concurrency: 50 }, size: large, lightRate: 100 },
  },
  {
    name: 'large-in-out',
    title: '20 KB in and out',
    about: 'Tasks of 20 KB whose input is their output; 50 slots.',
    ours: threadAndInline,
    plan: {
      work: { types: 1, work: 'echo', concurrency: 50 },
      size: large,
      // The task's input is smaller than the task by what else is in it, less than 1 KB.
      resultBytes: large - size,
      lightRate: 100,
    },
  },
];

export const loadRows: readonly MakeRow[] = rows.map(
  (row) =>
    (bench, peers): Row =>
      makeRow(row, bench, peers),
);

function makeRow(
  { name, title, about, ours, others: wanted, plan }: LoadRow,
  bench: Bench,
  { sdk, ...peers }: Peers,
): Row {
  const others = wanted === true ? peers.others : [];
  const found = others.flatMap((each) => (isMissing(each) ? [] : each));
  const contenders = [...ours(bench.dist), sdk.best, sdk.defaults, ...found];
  return {
    name,
    title,
    about: `${about} Light: ${String(plan.lightRate)} tasks a second.`,
    metrics: loadMetrics,
    entries: contenders.map((contender) => ({
      contender,
      measure: () => measureLoad(bench, contender, plan),
    })),
    missing: others.filter(isMissing),
  };
}
