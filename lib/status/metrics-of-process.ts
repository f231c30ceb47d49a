import type { MetricDefinition } from './metrics-definition.ts';

/**
 * The usual metrics of a Node process, read when they are asked for. The library's own set runs a
 * timer every 10 ms and an observer of each garbage collection, whether somebody looks or not.
 */
export const processMetrics: readonly MetricDefinition<void>[] = [
  metric('process_cpu_seconds_total', 'counter', 'CPU time of the process.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }),
  metric(
    'process_start_time_seconds',
    'gauge',
    'When the process was started, in seconds since 1970.',
    () => performance.timeOrigin / 1000,
  ),
  metric(
    'process_resident_memory_bytes',
    'gauge',
    'Memory of the process, its threads included.',
    () => process.memoryUsage.rss(),
  ),
  metric(
    'nodejs_heap_size_total_bytes',
    'gauge',
    "Size of the host's heap.",
    () => process.memoryUsage().heapTotal,
  ),
  metric(
    'nodejs_heap_size_used_bytes',
    'gauge',
    "What the host's heap holds.",
    () => process.memoryUsage().heapUsed,
  ),
  {
    name: 'nodejs_version_info',
    type: 'gauge',
    labels: ['version'],
    help: 'Always 1; its label tells the version of Node.',
    read: () => [{ labels: { version: process.version }, value: 1 }],
  },
];

function metric(
  name: string,
  type: 'counter' | 'gauge',
  help: string,
  read: () => number,
): MetricDefinition<void> {
  return { name, type, labels: [], help, read: () => [{ labels: {}, value: read() }] };
}
