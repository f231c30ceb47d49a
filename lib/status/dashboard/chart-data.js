export const others = '\u0000others';

/** What each chart shows of a worker's sample; null leaves a gap. */
export const measures = {
  throughput: {
    of: ({ completed, failed }, ms) => ((completed + failed) * 1000) / ms,
    join: (a, b) => a + b,
    idle: 0,
  },
  failures: { of: ({ failed }, ms) => (failed * 1000) / ms, join: (a, b) => a + b, idle: 0 },
  latency: { of: ({ p99 }) => p99, join: (a, b) => Math.max(a ?? 0, b ?? 0) || null, idle: null },
};

/** Columns as uPlot wants them: the times in seconds, then one column for each name. */
export function columnsOf(samples, { of, join, idle }, names, otherNames) {
  const at = samples.map((sample) => sample.at / 1000);
  const value = ({ workers, ms }, name) => (workers[name] ? of(workers[name], ms) : idle);
  const own = names.map((name) => samples.map((sample) => value(sample, name)));
  if (otherNames.length === 0) return [at, ...own];
  const rest = samples.map((sample) =>
    otherNames.map((name) => value(sample, name)).reduce(join, idle),
  );
  return [at, ...own, rest];
}
