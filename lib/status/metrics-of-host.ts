import type { MetricDefinition } from './metrics-definition.ts';
import { known, seconds } from './metrics-values.ts';
import type { HostState, WorkerHostStatus } from './host-status.ts';

/** What is read when somebody asks for the metrics, and what is counted for the host as a whole. */
export interface HostReading {
  readonly status: WorkerHostStatus;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly leasesExtended: number;
  readonly leasesFailed: number;
  readonly eventLoopDelayMs: number;
  readonly threadStarts: Iterable<[worker: string, count: number]>;
  readonly threadDeaths: Iterable<[worker: string, count: number]>;
  readonly uncaught: Iterable<[exception: string, count: number]>;
}

type Definition = MetricDefinition<HostReading>;

const states: readonly HostState[] = [
  'idle',
  'starting',
  'running',
  'draining',
  'stopped',
  'failed',
];

export const hostMetrics: readonly Definition[] = [
  {
    name: 'worker_host_info',
    type: 'gauge',
    labels: ['version'],
    help: 'Always 1; its label tells the version.',
    read: ({ status: { version } }) => [{ labels: { version }, value: 1 }],
  },
  {
    name: 'worker_host_state',
    type: 'gauge',
    labels: ['state'],
    help: 'State of the host: 1 for idle, starting, running, draining, stopped or failed, 0 for the others.',
    read: ({ status }) =>
      states.map((state) => ({ labels: { state }, value: Number(status.state === state) })),
  },
  gauge(
    'worker_host_start_time_seconds',
    'When the host began to poll, in seconds since 1970.',
    ({ status }) => seconds(status.startedAt),
  ),
  gauge(
    'worker_host_engine_up',
    '1: the engine answers; 0: it does not. Absent before the first request.',
    ({ status }) => (status.engine.reachable === null ? null : Number(status.engine.reachable)),
  ),
  gauge(
    'worker_host_engine_answered_timestamp_seconds',
    'When the engine answered last, in seconds since 1970.',
    ({ status }) => seconds(status.engine.answeredAt),
  ),
  gauge(
    'worker_host_delivery_pending',
    'Results in memory that the engine has not accepted yet.',
    ({ status }) => status.delivery.pending,
  ),
  gauge(
    'worker_host_outbox_results',
    'Results in the outbox.',
    ({ status }) => status.outbox?.stored ?? null,
  ),
  gauge(
    'worker_host_outbox_bytes',
    'Size of the outbox.',
    ({ status }) => status.outbox?.bytes ?? null,
  ),
  gauge(
    'worker_host_outbox_oldest_age_seconds',
    'Age of the oldest result in the outbox; 0 = it is empty.',
    ({ status, now }) => (status.outbox === null ? null : ageSeconds(status.outbox.oldestAt, now)),
  ),
  gauge(
    'worker_host_leases',
    'Tasks whose lease is extended while they run.',
    ({ status }) => status.leases.extended,
  ),
  counter(
    'worker_host_leases_extended_total',
    'Heartbeats that the engine took.',
    (of) => of.leasesExtended,
  ),
  counter('worker_host_leases_failed_total', 'Heartbeats that failed.', (of) => of.leasesFailed),
  gauge(
    'worker_host_held_polls',
    'Workers whose poll waits in the engine.',
    ({ status }) => status.workers.filter(({ pollPace }) => pollPace === 'held').length,
  ),
  gauge(
    'worker_host_event_loop_delay_seconds',
    "How long the host's event loop took to get to a callback that was due when the metrics were read.",
    (of) => of.eventLoopDelayMs / 1000,
  ),
  counter(
    'worker_host_event_loop_active_seconds_total',
    "Time that the host's event loop was busy; its rate is the share.",
    () => performance.eventLoopUtilization().active / 1000,
  ),
  {
    name: 'worker_host_thread_starts_total',
    type: 'counter',
    labels: ['worker'],
    help: 'Threads that were started.',
    read: ({ threadStarts }) =>
      Array.from(threadStarts, ([worker, value]) => ({ labels: { worker }, value })),
  },
  {
    name: 'worker_host_thread_deaths_total',
    type: 'counter',
    labels: ['worker'],
    help: 'Threads that died or could not be started.',
    read: ({ threadDeaths }) =>
      Array.from(threadDeaths, ([worker, value]) => ({ labels: { worker }, value })),
  },
  {
    name: 'thread_uncaught_exceptions_total',
    type: 'counter',
    labels: ['exception'],
    help: 'What threads died of.',
    read: ({ uncaught }) =>
      Array.from(uncaught, ([exception, value]) => ({ labels: { exception }, value })),
  },
];

function gauge(name: string, help: string, read: (of: HostReading) => number | null): Definition {
  return { name, type: 'gauge', labels: [], help, read: (of) => known({}, read(of)) };
}

function counter(name: string, help: string, read: (of: HostReading) => number): Definition {
  return { name, type: 'counter', labels: [], help, read: (of) => known({}, read(of)) };
}

function ageSeconds(time: string | null, now: number): number {
  return time === null ? 0 : Math.max(0, now - Date.parse(time)) / 1000;
}
