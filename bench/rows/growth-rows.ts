import type { Contender } from '../contenders/contender.ts';
import { workerHost } from '../contenders/worker-host.ts';
import { measureLoad, type LoadPlan } from '../measure/load.ts';
import { backlogMetrics } from './metrics.ts';
import type { Entry, MakeRow } from './row.ts';

const size = 1024;

type Grow = (name: string, contender: Contender, plan: LoadPlan) => Entry;

const growing =
  (bench: Parameters<MakeRow>[0]): Grow =>
  (name, contender, plan) => ({
    name,
    contender,
    measure: () => measureLoad(bench, contender, plan),
  });

const hosts: MakeRow = (bench, { sdk }) => {
  const entry = growing(bench);
  const ours = workerHost(bench.dist, 'thread', { isolation: 'thread', threads: 1 });
  const work = { types: 1, work: 'sleep', workMs: 10, concurrency: 20 } as const;
  return {
    name: 'hosts',
    title: 'Hosts on one queue',
    about: 'The worker waits 10 ms; 20 slots in each host, so 2,000 tasks/s is the limit of one.',
    metrics: backlogMetrics,
    entries: [
      entry('1 host', ours, { work, size }),
      entry('2 hosts', ours, { work, size, clients: 2 }),
      entry('4 hosts', { ...ours, fullOnly: true }, { work, size, clients: 4 }),
      entry(sdk.best.name, sdk.best, { work, size }),
    ],
    missing: [],
  };
};

const types: MakeRow = (bench, { sdk }) => {
  const entry = growing(bench);
  const plan = (count: number): LoadPlan => {
    return { work: { types: count, work: 'none', concurrency: 10 }, size };
  };
  const of = (contender: Contender, label: string, count: number): Entry =>
    entry(
      `${label}, ${count} ${count === 1 ? 'type' : 'types'}`,
      count === 50 ? { ...contender, fullOnly: true } : contender,
      plan(count),
    );
  const thread = workerHost(bench.dist, 'thread', { isolation: 'thread', threads: 1 });
  const inline = workerHost(bench.dist, 'inline', { isolation: 'inline' });
  return {
    name: 'cost-by-types',
    title: 'Cost of a task by the number of types',
    about: 'Tasks without work for 1, 10 and 50 workers of one process; 10 slots each.',
    metrics: backlogMetrics,
    entries: [
      ...[1, 10, 50].map((count) => of(thread, 'thread', count)),
      ...[1, 10, 50].map((count) => of(inline, 'inline', count)),
      of(sdk.best, sdk.best.name, 1),
      of(sdk.best, sdk.best.name, 50),
    ].map(onlyOneTypeIsTheBaseline),
    missing: [],
  };
};

function onlyOneTypeIsTheBaseline(entry: Entry): Entry {
  const { baseline, ...contender } = entry.contender;
  return baseline === undefined || entry.name?.endsWith('1 type') === true
    ? entry
    : { ...entry, contender };
}

const depth: MakeRow = (bench, { sdk }) => {
  const entry = growing(bench);
  const ours = workerHost(bench.dist, 'thread', { isolation: 'thread', threads: 1 });
  const work = { types: 1, work: 'none', concurrency: 50 } as const;
  const long = bench.pace.depth;
  return {
    name: 'backlog',
    title: 'Cost of a task by the length of the backlog',
    about: 'Tasks without work; 50 slots.',
    metrics: backlogMetrics,
    entries: [
      ...[long / 100, long / 10, long].map((tasks) =>
        entry(`${tasks.toLocaleString('en')} tasks`, ours, { work, size, tasks }),
      ),
      entry(sdk.best.name, sdk.best, { work, size }),
    ],
    missing: [],
  };
};

const uptime: MakeRow = (bench, { sdk }) => {
  const entry = growing(bench);
  const ours = workerHost(bench.dist, 'thread', { isolation: 'thread', threads: 1 });
  const work = { types: 1, work: 'none', concurrency: 50 } as const;
  const { warmUp, uptime: long } = bench.pace;
  return {
    name: 'uptime',
    title: 'Cost of a task by uptime',
    about: 'Tasks without work; 50 slots, all busy since the start.',
    metrics: backlogMetrics,
    entries: [
      entry(`after ${warmUp} s`, ours, { work, size, warmUp }),
      entry(`after ${long} s`, ours, { work, size, warmUp: long }),
      entry(sdk.best.name, sdk.best, { work, size }),
    ],
    missing: [],
  };
};

/** Throughput with hosts, and cost per task with types, backlog and uptime. */
export const growthRows: readonly MakeRow[] = [hosts, types, depth, uptime];
