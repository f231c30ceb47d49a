import type { Metric } from '../measure/figures.ts';

const speed: Metric = { key: 'tasksPerSecond', title: 'tasks/s', digits: 0, ratio: 'more' };
const cpu: Metric = { key: 'cpuPerThousand', title: 'CPU s / 1,000', digits: 3, ratio: 'less' };
const rss: Metric = { key: 'rss', title: 'RSS MB', digits: 0 };

export const backlogMetrics: readonly Metric[] = [
  speed,
  cpu,
  rss,
  { key: 'busyP50', title: 'busy p50 ms', digits: 1 },
  { key: 'busyP99', title: 'busy p99 ms', digits: 1, ratio: 'less' },
];

/** Of a backlog with a light load after it. */
export const loadMetrics: readonly Metric[] = [
  ...backlogMetrics,
  { key: 'lightP50', title: 'light p50 ms', digits: 1 },
  { key: 'lightP99', title: 'light p99 ms', digits: 1 },
];

export const trickleMetrics: readonly Metric[] = [
  { key: 'totalP50', title: 'p50 ms', digits: 1, ratio: 'less' },
  { key: 'totalP99', title: 'p99 ms', digits: 1, ratio: 'less' },
  cpu,
  rss,
];

const idleCpu: Metric = { key: 'cpuPercent', title: 'CPU % of a core', digits: 2, ratio: 'less' };
const polls: Metric = { key: 'pollsPerSecond', title: 'polls/s', digits: 1 };
const idleRss: Metric = { ...rss, ratio: 'less' };

export const idleMetrics: readonly Metric[] = [idleCpu, polls, idleRss];
export const memoryMetrics: readonly Metric[] = [idleRss, idleCpu, polls];

export const startMetrics: readonly Metric[] = [
  { key: 'startMs', title: 'first poll ms', digits: 0, ratio: 'less' },
  { key: 'startCpuMs', title: 'CPU ms', digits: 0, ratio: 'less' },
];

export const serverMetrics: readonly Metric[] = [
  { ...cpu, title: 'host CPU s / 1,000' },
  { key: 'serverCpuPerThousand', title: 'server CPU s / 1,000', digits: 2, ratio: 'less' },
  { key: 'tasksPerSecond', title: 'tasks/s', digits: 0 },
];

export const serverLatencyMetrics: readonly Metric[] = [
  { key: 'totalP50', title: 'p50 ms', digits: 0, ratio: 'less' },
  { key: 'totalP99', title: 'p99 ms', digits: 0, ratio: 'less' },
  { key: 'cpuPerThousand', title: 'host CPU s / 1,000', digits: 3 },
  { key: 'serverCpuPerThousand', title: 'server CPU s / 1,000', digits: 2 },
];
