import { workerHost, withoutSettings } from '../contenders/worker-host.ts';
import { measureIdle } from '../measure/idle.ts';
import type { Setup } from '../support/setup.ts';
import { idleMetrics, memoryMetrics } from './metrics.ts';
import type { MakeRow } from './row.ts';

const idle = [1, 10, 50].map((types): MakeRow => {
  return (bench, { sdk }) => {
    const work: Setup = { types, work: 'none' };
    const ours = { ...workerHost(bench.dist, 'defaults'), tune: withoutSettings };
    return {
      name: `idle-${types}`,
      title: types === 1 ? 'Idle with one task type' : `Idle with ${types} task types`,
      about: 'No tasks. The JavaScript SDK at its best: polls that are held for a second.',
      metrics: idleMetrics,
      entries: [ours, sdk.bestIdle].map((contender) => ({
        contender,
        measure: () => measureIdle(bench, contender, work, bench.pace.rest),
      })),
      missing: [],
    };
  };
});

const memory: MakeRow = (bench, { sdk }) => {
  const work: Setup = { types: 50, work: 'none' };
  return {
    name: 'memory',
    title: 'Memory of 50 idle task types',
    about: '`min_threads` is the number of threads that each worker keeps warm while idle.',
    metrics: memoryMetrics,
    entries: [
      workerHost(bench.dist, 'min_threads 0', { minThreads: 0 }),
      workerHost(bench.dist, 'min_threads 1', { minThreads: 1 }),
      sdk.bestIdle,
    ].map((contender) => ({
      contender,
      measure: () => measureIdle(bench, contender, work, bench.pace.settle),
    })),
    missing: [],
  };
};

export const idleRows: readonly MakeRow[] = [...idle, memory];
