import { workerHost, withoutSettings } from '../contenders/worker-host.ts';
import type { Bench } from '../measure/bench.ts';
import { measureRealServer, type ServerPlan } from '../measure/real-server.ts';
import { serverLatencyMetrics, serverMetrics } from './metrics.ts';
import type { Peers, Row } from './row.ts';

/** What is measured on a real Conductor server, which must run meanwhile. */
export function serverRows(bench: Bench, { sdk }: Peers, url: string): Row[] {
  const ours = workerHost(bench.dist, 'thread', { threads: 1, concurrency: 10 });
  const defaults = { ...workerHost(bench.dist, 'defaults'), tune: withoutSettings };
  const quick = bench.pace.trickle < 1;
  const load: ServerPlan = { types: 1, tasks: quick ? 20 : 1000 };
  const trickle: ServerPlan = { types: 10, rate: 20, tasks: quick ? 20 : 300 };
  return [
    {
      name: 'server-cpu',
      title: 'Real server: CPU per task',
      about:
        'Workflows of one task without work, started as fast as the server takes them; 10 slots. ' +
        'The server, with SQLite in memory, is the limit, so only the CPU time compares.',
      metrics: serverMetrics,
      entries: [ours, sdk.best].map((contender) => ({
        contender,
        measure: () => measureRealServer(bench, url, contender, load),
      })),
      missing: [],
    },
    {
      name: 'server-latency',
      title: 'Real server: 10 task types, 20 tasks a second',
      about: "Milliseconds from scheduled to completed, by the server's own clock.",
      metrics: serverLatencyMetrics,
      entries: [defaults, sdk.best, sdk.defaults].map((contender) => ({
        contender,
        measure: () => measureRealServer(bench, url, contender, trickle),
      })),
      missing: [],
    },
  ];
}
