import process from 'node:process';

const { env } = process;

/** @param {string} name @returns {number | undefined} */
function number(name) {
  return env[name] === undefined ? undefined : Number(env[name]);
}

/** What bench/support/setup.ts asks of a client; what is absent is left to the client's defaults. */
export const setup = {
  url: env.BENCH_URL,
  types: Array.from({ length: Number(env.BENCH_TYPES) }, (_, index) => env.BENCH_PREFIX + index),
  work: env.BENCH_WORK,
  workMs: number('BENCH_WORK_MS'),
  burnSteps: number('BENCH_BURN_STEPS'),
  concurrency: number('BENCH_CONCURRENCY'),
  threads: number('BENCH_THREADS'),
  minThreads: number('BENCH_MIN_THREADS'),
  isolation: env.BENCH_ISOLATION,
  pollInterval: number('BENCH_POLL_INTERVAL'),
  pollTimeout: number('BENCH_POLL_TIMEOUT'),
  connections: number('BENCH_CONNECTIONS'),
};
