import type { MetricDefinition, Sample } from './metrics-definition.ts';
import { known, seconds } from './metrics-values.ts';
import type { WorkerStatus } from './host-status.ts';

type Workers = readonly WorkerStatus[];
type Definition = MetricDefinition<Workers>;

export const workerMetrics: readonly Definition[] = [
  {
    name: 'active_workers',
    type: 'gauge',
    labels: ['taskType'],
    help: 'Tasks that run now; of a worker with several task types under the first.',
    read: activeWorkers,
  },
  {
    name: 'worker_host_in_flight',
    type: 'gauge',
    labels: ['worker', 'domain', 'state'],
    help: 'Tasks in flight: waiting for a slot, running, or with a result on its way.',
    read: (workers) => workers.flatMap(inFlight),
  },
  perWorker('worker_host_slots', 'Tasks that may run at once.', (of) => of.running + of.freeSlots),
  perWorker('worker_host_free_slots', 'Slots without a task.', (of) => of.freeSlots),
  perWorker('worker_host_paused', '1: the worker does not poll since it is paused.', (of) =>
    Number(of.state === 'paused'),
  ),
  perWorker(
    'worker_host_last_poll_timestamp_seconds',
    'When the worker polled last, in seconds since 1970.',
    (of) => seconds(of.lastPollAt),
  ),
  perWorker(
    'worker_host_last_task_timestamp_seconds',
    'When the worker started a task last, in seconds since 1970.',
    (of) => seconds(of.lastTaskAt),
  ),
  perWorker('worker_host_threads', 'Threads that are up or come up.', (of) => of.threads.length),
  perWorker(
    'worker_host_max_threads',
    'Threads that the worker may have; 0 = it runs inline.',
    (of) => of.maxThreads,
  ),
  perThread(
    'worker_host_thread_heap_bytes',
    'Heap that a thread uses; threads are numbered from 0 as the status lists them.',
    (of) => (of.heapUsedMb === null ? null : of.heapUsedMb * 1024 * 1024),
  ),
  perThread(
    'worker_host_thread_event_loop_delay_seconds',
    'How long a message waited in a thread for its event loop.',
    (of) => (of.eventLoopDelayMs === null ? null : of.eventLoopDelayMs / 1000),
  ),
];

function perWorker(
  name: string,
  help: string,
  read: (of: WorkerStatus) => number | null,
): Definition {
  return {
    name,
    type: 'gauge',
    labels: ['worker', 'domain'],
    help,
    read: (workers) => workers.flatMap((worker) => known(labelsOf(worker), read(worker))),
  };
}

function perThread(
  name: string,
  help: string,
  read: (of: WorkerStatus['threads'][number]) => number | null,
): Definition {
  return {
    name,
    type: 'gauge',
    labels: ['worker', 'domain', 'thread'],
    help,
    read: (workers) =>
      workers.flatMap((worker) =>
        worker.threads.flatMap((thread, index) =>
          known({ ...labelsOf(worker), thread: index }, read(thread)),
        ),
      ),
  };
}

function inFlight(worker: WorkerStatus): Sample[] {
  const { running, waiting, delivering } = worker;
  return Object.entries({ waiting, running, delivering }).map(([state, value]) => ({
    labels: { ...labelsOf(worker), state },
    value,
  }));
}

/** Workers of one task type in different domains count as one. */
function activeWorkers(workers: readonly WorkerStatus[]): Sample[] {
  const running = new Map<string, number>();
  for (const worker of workers) {
    const [taskType = ''] = worker.names;
    running.set(taskType, (running.get(taskType) ?? 0) + worker.running);
  }
  return Array.from(running, ([taskType, value]) => ({ labels: { taskType }, value }));
}

function labelsOf({ names, domain }: WorkerStatus): Record<string, string> {
  return { worker: names[0] ?? '', ...(domain !== null && { domain }) };
}
