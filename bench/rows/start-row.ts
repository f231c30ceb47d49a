import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Contender } from '../contenders/contender.ts';
import { measureFirstPoll } from '../measure/first-poll.ts';
import { startMetrics } from './metrics.ts';
import type { MakeRow } from './row.ts';

const workers = fileURLToPath(new URL('../clients/bench-workers.js', import.meta.url));

export const startRow: MakeRow = (bench, { sdk }) => {
  const ours: Contender = {
    name: 'worker-host start',
    command: {
      program: process.execPath,
      args: [join(bench.dist, 'cli', 'main.js'), 'start', workers],
      env: { BENCH_DIST: bench.dist, CONDUCTOR_SERVER_URL: bench.stub.url },
    },
    tune: (work) => work,
    ours: true,
  };
  return {
    name: 'start',
    title: 'Start of the process to its first poll',
    about:
      'One worker. `worker-host start` reads its command line and files and starts a thread; the ' +
      'SDK is a script that imports it and polls.',
    metrics: startMetrics,
    entries: [ours, sdk.best].map((contender) => ({
      contender,
      measure: () => measureFirstPoll(bench, contender, { types: 1, work: 'none' }),
    })),
    missing: [],
  };
};
