/** What a client is asked to run. What is absent is left to the client's own defaults. */
export interface Setup {
  /** Task types: the prefix and a number from 0 up. */
  readonly types: number;
  /** Default `bench_`. */
  readonly prefix?: string;
  readonly work: Work;
  /** Milliseconds of `sleep` and `burn`. */
  readonly workMs?: number;
  /** Tasks in flight, per type. */
  readonly concurrency?: number;
  readonly threads?: number;
  readonly minThreads?: number;
  readonly isolation?: 'thread' | 'inline';
  /** Milliseconds between two empty polls. */
  readonly pollInterval?: number;
  /** Milliseconds that a poll may be held. */
  readonly pollTimeout?: number;
  /** HTTP connections of the client. */
  readonly connections?: number;
}

/**
 * - none: answers at once
 * - sleep: waits on a timer
 * - burn: a fixed amount of computing
 * - echo: its input is its output
 */
export type Work = 'none' | 'sleep' | 'burn' | 'echo';

/** The setup as every client reads it, in whatever language: environment variables. */
export function setupEnvironment(
  url: string,
  setup: Setup,
  burnStepsPerMs: number,
): Record<string, string> {
  const { prefix = 'bench_', workMs = 0 } = setup;
  const variables = {
    BENCH_URL: url,
    BENCH_TYPES: setup.types,
    BENCH_PREFIX: prefix,
    BENCH_WORK: setup.work,
    BENCH_WORK_MS: workMs,
    BENCH_BURN_STEPS: Math.round(workMs * burnStepsPerMs),
    BENCH_CONCURRENCY: setup.concurrency,
    BENCH_THREADS: setup.threads,
    BENCH_MIN_THREADS: setup.minThreads,
    BENCH_ISOLATION: setup.isolation,
    BENCH_POLL_INTERVAL: setup.pollInterval,
    BENCH_POLL_TIMEOUT: setup.pollTimeout,
    BENCH_CONNECTIONS: setup.connections,
  };
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
