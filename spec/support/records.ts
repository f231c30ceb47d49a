import type { WorkerHostStatus } from '../../lib/status/host-status.ts';
import { Metrics } from '../../lib/status/metrics.ts';
import { Statistics } from '../../lib/status/statistics.ts';
import type { Clock } from '../../lib/task/clock.ts';

/** Metrics and statistics that nobody reads. */
export function unreadRecords(clock: Clock): { metrics: Metrics; statistics: Statistics } {
  return {
    metrics: new Metrics((): WorkerHostStatus => {
      throw new Error('nobody reads these metrics');
    }),
    statistics: new Statistics(clock, () => 0),
  };
}
