const busiest = 5;
const slowest = 2;
const failing = 1;
const most = busiest + slowest + failing;

/**
 * Which workers get a line of their own: all where there are few, else the busiest, those with
 * the slowest tasks and the one that fails most. The rest is one line together.
 */
export function chooseWorkers(samples, matches) {
  const totals = new Map();
  for (const { workers } of samples) {
    for (const [name, { completed, failed, p99 }] of Object.entries(workers)) {
      if (!matches(name)) continue;
      const total = totals.get(name) ?? { name, ended: 0, failed: 0, p99: 0 };
      total.ended += completed + failed;
      total.failed += failed;
      total.p99 = Math.max(total.p99, p99 ?? 0);
      totals.set(name, total);
    }
  }
  const all = [...totals.values()];
  if (all.length <= most) return { chosen: names(all).sort(), others: [] };
  const chosen = new Set();
  const take = (key, number) => {
    const best = all.filter(({ name }) => !chosen.has(name)).sort((a, b) => b[key] - a[key]);
    for (const { name } of best.slice(0, number)) chosen.add(name);
  };
  take('ended', busiest);
  take('p99', slowest);
  take('failed', failing);
  return { chosen: [...chosen].sort(), others: names(all).filter((name) => !chosen.has(name)) };
}

function names(totals) {
  return totals.map(({ name }) => name);
}
