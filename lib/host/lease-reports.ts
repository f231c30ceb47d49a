import type { TaskReference } from '../sources/task-source.ts';
import type { LeaseReports } from './lease-keeper.ts';
import type { ReportTargets } from './delivery-reports.ts';

/** What users hear of leases. */
export function leaseReports({
  inFlight,
  metrics,
  events,
  logger,
}: Pick<ReportTargets, 'inFlight' | 'metrics' | 'events' | 'logger'>): LeaseReports {
  const about = ({ taskId, workflowId }: TaskReference): TaskReference & { worker: string } => ({
    worker: inFlight.get(taskId)?.queue.name ?? '',
    taskId,
    workflowId,
  });
  return {
    onExtended: (task) => {
      metrics.leaseExtended();
      events.emit('lease:extended', () => about(task));
    },
    onFailed: (task, error) => {
      metrics.leaseFailed();
      logger.debug({ ...about(task), reason: error.message }, 'lease not extended');
      events.emit('lease:failed', () => ({ ...about(task), error }));
    },
  };
}
