import { fileURLToPath } from 'node:url';
import type { Setup } from '../support/setup.ts';
import type { Contender } from './contender.ts';

const client = fileURLToPath(new URL('../clients/worker-host.js', import.meta.url));

/**
 * The build in `dist` with these settings on top of a row's work.
 *
 * @param label what the table adds to the name
 */
export function workerHost(dist: string, label: string, settings: Partial<Setup> = {}): Contender {
  return {
    name: `worker-host, ${label}`,
    command: {
      program: process.execPath,
      args: [...clientFlags(), client],
      env: { BENCH_DIST: dist },
    },
    tune: (work) => ({ ...work, ...settings }),
    ours: true,
  };
}

/** A row's work without what was set for it: what a user gets who sets nothing. */
export function withoutSettings({ types, prefix, work, workMs = 0 }: Setup): Setup {
  return { types, work, workMs, ...(prefix === undefined ? {} : { prefix }) };
}

/** `BENCH_EXEC_ARGV` profiles our process, for example. */
function clientFlags(): string[] {
  return (process.env.BENCH_EXEC_ARGV ?? '').split(' ').filter((flag) => flag !== '');
}
