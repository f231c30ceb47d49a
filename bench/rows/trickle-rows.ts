import { workerHost, withoutSettings } from '../contenders/worker-host.ts';
import { measureTrickle, type TricklePlan } from '../measure/trickle.ts';
import { trickleMetrics } from './metrics.ts';
import type { MakeRow } from './row.ts';

/** Many task types in one process, each with a few tasks: what most hosts look like. */
export const trickleRows: readonly MakeRow[] = [10, 50].map((types): MakeRow => {
  return (bench, { sdk }) => {
    const plan: TricklePlan = { work: { types, work: 'none' }, size: 1024, rate: 50 };
    const ours = { ...workerHost(bench.dist, 'defaults'), tune: withoutSettings };
    return {
      name: `types-${types}`,
      title: `${types} task types, 50 tasks a second`,
      about: `${types} workers in one process, 50 tasks a second over all of them, without work. Milliseconds from available to the result.`,
      metrics: trickleMetrics,
      entries: [ours, sdk.best, sdk.defaults].map((contender) => ({
        contender,
        measure: () => measureTrickle(bench, contender, plan),
      })),
      missing: [],
    };
  };
});
