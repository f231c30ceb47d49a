import type { BoundedCounts } from './metrics-bounded-counts.ts';
import type { Buckets } from './metrics-buckets.ts';
import type { MetricDefinition, Sample } from './metrics-definition.ts';
import type { TaskTypeMetrics, Timed } from './metrics-of-task-type.ts';

type ByTaskType = ReadonlyMap<string, TaskTypeMetrics>;
type Definition = MetricDefinition<ByTaskType>;

/** Everything that is counted by task type. Names without a prefix, their labels and their buckets are those of Conductor's own clients. */
export const taskMetrics: readonly Definition[] = [
  count('task_poll_total', 'Polls.', (of) => of.polls),
  exceptions('task_poll_error_total', 'Polls that failed.', (of) => of.pollErrors),
  times(
    'task_poll_time_seconds',
    'How long polls took, the wait in the engine included.',
    (of) => of.pollTime,
  ),
  count('task_execution_started_total', 'Tasks that were started.', (of) => of.started),
  exceptions('task_execute_error_total', 'Tasks that failed.', (of) => of.executeErrors),
  times('task_execute_time_seconds', 'How long tasks ran.', (of) => of.executeTime),
  exceptions(
    'task_update_error_total',
    'Attempts to deliver a result that failed.',
    (of) => of.updateErrors,
  ),
  times(
    'task_update_time_seconds',
    'How long attempts to deliver a result took.',
    (of) => of.updateTime,
  ),
  histogram(
    'task_result_size_bytes',
    'Size of accepted results, as they were sent.',
    (of) => of.resultSize,
  ),
  count(
    'task_execution_queue_full_total',
    'Polls put off since no slot was free.',
    (of) => of.queueFull,
  ),
  count('task_paused_total', 'Polls left out since the worker is paused.', (of) => of.paused),
  {
    name: 'external_payload_used_total',
    type: 'counter',
    labels: ['entityName', 'operation', 'payloadType'],
    help: 'Inputs that were read from external storage.',
    read: (types) =>
      each(types, (of, entityName) => [
        {
          labels: { entityName, operation: 'READ', payloadType: 'TASK_INPUT' },
          value: of.externalInputs,
        },
      ]),
  },
  count('worker_host_tasks_asked_total', 'Tasks that answered polls asked for.', (of) => of.asked),
  count('worker_host_tasks_polled_total', 'Tasks that polls brought.', (of) => of.polled),
  {
    name: 'worker_host_tasks_ended_total',
    type: 'counter',
    labels: ['taskType', 'outcome'],
    help: 'Tasks that ended here, by their outcome: completed, failed, failed-for-good, deferred.',
    read: (types) =>
      each(types, (of, taskType) => [
        { labels: { taskType, outcome: 'completed' }, value: of.completed },
        { labels: { taskType, outcome: 'failed' }, value: of.failed },
        { labels: { taskType, outcome: 'failed-for-good' }, value: of.failedForGood },
        { labels: { taskType, outcome: 'deferred' }, value: of.deferred },
      ]),
  },
  count(
    'worker_host_tasks_handed_back_total',
    'Tasks that went back to the queue, not run to their end.',
    (of) => of.handedBack,
  ),
  count(
    'worker_host_tasks_cancelled_total',
    'Tasks that were over in the engine while they ran here.',
    (of) => of.cancelled,
  ),
  count(
    'worker_host_tasks_timed_out_total',
    'Tasks that the host ended at their limit.',
    (of) => of.timedOut,
  ),
  histogram(
    'worker_host_queue_wait_seconds',
    'From scheduled in the engine to started here.',
    (of) => of.queueWait,
  ),
  histogram(
    'worker_host_prefetch_wait_seconds',
    'How long tasks that were polled ahead waited here for a slot.',
    (of) => of.prefetchWait,
  ),
  histogram(
    'worker_host_execute_time_seconds',
    'How long tasks ran, with buckets up to a day.',
    (of) => of.longExecuteTime,
  ),
  count(
    'worker_host_results_accepted_total',
    'Results that the engine accepted.',
    (of) => of.accepted,
  ),
  count('worker_host_results_stored_total', 'Results that went to the outbox.', (of) => of.stored),
  count(
    'worker_host_results_refused_total',
    'Results that the engine will never accept; given up.',
    (of) => of.refused,
  ),
  count(
    'worker_host_results_ignored_total',
    'Results that were accepted after their task was over.',
    (of) => of.ignored,
  ),
  count(
    'worker_host_results_expired_total',
    'Results that grew too old in the outbox; given up.',
    (of) => of.expired,
  ),
];

function count(name: string, help: string, of: (type: TaskTypeMetrics) => number): Definition {
  return {
    name,
    type: 'counter',
    labels: ['taskType'],
    help,
    read: (types) => each(types, (type, taskType) => [{ labels: { taskType }, value: of(type) }]),
  };
}

function exceptions(
  name: string,
  help: string,
  of: (type: TaskTypeMetrics) => BoundedCounts,
): Definition {
  return {
    name,
    type: 'counter',
    labels: ['taskType', 'exception'],
    help,
    read: (types) =>
      each(types, (type, taskType) =>
        Array.from(of(type).entries(), ([exception, value]) => ({
          labels: { taskType, exception },
          value,
        })),
      ),
  };
}

function histogram(name: string, help: string, of: (type: TaskTypeMetrics) => Buckets): Definition {
  return {
    name,
    type: 'histogram',
    labels: ['taskType'],
    help,
    read: (types) => each(types, (type, taskType) => of(type).samples({ taskType })),
  };
}

function times(name: string, help: string, of: (type: TaskTypeMetrics) => Timed): Definition {
  return {
    name,
    type: 'histogram',
    labels: ['taskType', 'status'],
    help,
    read: (types) =>
      each(types, function* (type, taskType) {
        const { success, failure } = of(type);
        yield* success.samples({ taskType, status: 'SUCCESS' });
        yield* failure.samples({ taskType, status: 'FAILURE' });
      }),
  };
}

function* each(
  types: ByTaskType,
  samples: (type: TaskTypeMetrics, taskType: string) => Iterable<Sample>,
): Generator<Sample> {
  for (const [taskType, type] of types) yield* samples(type, taskType);
}
