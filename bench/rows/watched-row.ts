import { fileURLToPath } from 'node:url';
import type { Contender } from '../contenders/contender.ts';
import { workerHost } from '../contenders/worker-host.ts';
import { measureLoad, type LoadPlan } from '../measure/load.ts';
import { watchHost } from '../measure/watch.ts';
import { freePort } from '../support/free-port.ts';
import { backlogMetrics } from './metrics.ts';
import type { MakeRow } from './row.ts';

const uncounted = fileURLToPath(new URL('../clients/uncounted.js', import.meta.url));
const plan: LoadPlan = { work: { types: 1, work: 'none', concurrency: 50 }, size: 1024 };

/** What it costs to see into a host: metrics, statistics, status server, an open dashboard. */
export const watchedRow: MakeRow = (bench) => {
  const plain = workerHost(bench.dist, 'counted', { isolation: 'thread', threads: 1 });
  const { program, args, env } = plain.command;
  const blind: Contender = {
    ...plain,
    name: 'worker-host, not counted',
    command: { program, args: ['--import', uncounted, ...args], env: { ...env } },
    baseline: true,
  };
  return {
    name: 'watched',
    title: 'The cost of being watched',
    about:
      'Tasks without work; 50 slots. Not counted: without metrics and statistics, which no setting ' +
      'takes away. Watched: with a status server, an open dashboard and a scrape each second.',
    metrics: backlogMetrics,
    entries: [
      { contender: blind, measure: () => measureLoad(bench, blind, plan) },
      { contender: plain, measure: () => measureLoad(bench, plain, plan) },
      {
        name: 'worker-host, watched',
        contender: plain,
        measure: async () => {
          const port = await freePort();
          const env = { ...plain.command.env, WORKER_HOST_STATUS_PORT: String(port) };
          const watched: Contender = { ...plain, command: { ...plain.command, env } };
          const watch = watchHost(port);
          try {
            return await measureLoad(bench, watched, plan);
          } finally {
            await watch.stop();
          }
        },
      },
    ],
    missing: [],
  };
};
