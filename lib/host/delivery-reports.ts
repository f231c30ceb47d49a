import type { DeliveryCallbacks } from '../delivery/delivery-callbacks.ts';
import type { EncodedResult } from '../sources/task-source.ts';
import type { Metrics } from '../status/metrics.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import type { EngineWatch } from './engine-watch.ts';
import type { HostEvents } from './host-events.ts';
import type { InFlight } from './in-flight.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { TaskEvent } from './worker-host-events.ts';

export interface ReportTargets {
  readonly engine: EngineWatch;
  readonly events: HostEvents;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly inFlight: InFlight;
  readonly leases: LeaseKeeper;
}

/** What users hear of the way of a result. */
export function deliveryReports({
  engine,
  events,
  logger,
  metrics,
  inFlight,
  leases,
}: ReportTargets): DeliveryCallbacks {
  const about = (result: EncodedResult): TaskEvent => ({
    worker: inFlight.get(result.taskId)?.queue.name ?? result.taskType,
    taskType: result.taskType,
    taskId: result.taskId,
    workflowId: result.workflowId,
  });
  return {
    onAccepted: (result) => {
      engine.answered();
      events.emit('result:accepted', () => about(result));
    },
    onRetry: (result, error, attempt, retryMs) => {
      engine.failed(error);
      logger.debug(
        { ...about(result), attempt, retryMs, reason: error.message },
        'result not accepted yet',
      );
      events.emit('result:retried', () => ({ ...about(result), attempt, retryMs, error }));
    },
    onStored: (result) => {
      metrics.resultStored(result.taskType);
      logger.debug(about(result), 'result stored in the outbox');
      events.emit('result:stored', () => about(result));
    },
    onRefused: (result, error) => {
      metrics.resultRefused(result.taskType);
      leases.forget(result.taskId);
      logger.error(
        { ...about(result), reason: error.message },
        'the engine refuses a result; it is given up',
      );
      events.emit('result:refused', () => ({ ...about(result), error }));
    },
    onIgnored: (result) => {
      metrics.resultIgnored(result.taskType);
      engine.answered();
      logger.warn(about(result), 'the engine ignored a result: the task was over before');
      events.emit('result:ignored', () => about(result));
    },
    onExpired: ({ taskId, taskType, workflowId, storedAt }) => {
      leases.forget(taskId);
      metrics.resultExpired(taskType);
      const fields = { worker: taskType, taskType, taskId, workflowId };
      const storedSince = new Date(storedAt).toISOString();
      logger.error(
        { ...fields, storedSince },
        'a result was not accepted within outbox_max_age; it is given up',
      );
      events.emit('result:expired', () => ({ ...fields, storedSince }));
    },
    onStoreFailed: (error) => {
      logger.error(
        { reason: error.message },
        'results can not be stored; they wait in memory, and polling stops while many do',
      );
    },
  };
}
