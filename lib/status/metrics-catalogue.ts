import type { MetricDefinition } from './metrics-definition.ts';
import { hostMetrics } from './metrics-of-host.ts';
import { processMetrics } from './metrics-of-process.ts';
import { requestMetrics } from './metrics-of-requests.ts';
import { taskMetrics } from './metrics-of-tasks.ts';
import { workerMetrics } from './metrics-of-workers.ts';

/** Every metric that a host tells. */
export const metricsCatalogue: readonly Omit<MetricDefinition<never>, 'read'>[] = [
  ...taskMetrics,
  ...requestMetrics,
  ...workerMetrics,
  ...hostMetrics,
  ...processMetrics,
];
