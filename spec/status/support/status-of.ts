import type { WorkerHostStatus, WorkerStatus } from '../../../lib/status/host-status.ts';

/** The time of these statuses. */
export const now = Date.parse('2026-03-02T10:15:30.000Z');

export function ago(ms: number, at = now): string {
  return new Date(at - ms).toISOString();
}

/** A worker at work, with nothing wrong. */
export function workerOf(changes: Partial<WorkerStatus> = {}, at = now): WorkerStatus {
  return {
    names: ['task_1'],
    domain: null,
    isolation: 'thread',
    state: 'polling',
    concurrency: 10,
    pollingInterval: 100,
    maxThreads: 1,
    threads: [{ threadId: 1, state: 'ready', tasks: 3, heapUsedMb: 24, eventLoopDelayMs: 0.4 }],
    health: { deaths: 0, restartAt: null, lastDeath: null },
    running: 3,
    waiting: 0,
    delivering: 0,
    freeSlots: 7,
    completed: 1200,
    failed: 4,
    deferred: 0,
    handedBack: 0,
    cancelled: 0,
    executionMs: { p50: 12, p95: 40, p99: 81 },
    queueWaitMs: { p50: 3, p95: 9, p99: 30 },
    pollPace: 'flowing',
    lastPollAt: ago(200, at),
    lastTaskAt: ago(150, at),
    lastError: null,
    ...changes,
  };
}

/** A running host with nothing wrong. */
export function statusOf(changes: Partial<WorkerHostStatus> = {}, at = now): WorkerHostStatus {
  return {
    state: 'running',
    version: '1.2.3',
    startedAt: ago(3_600_000, at),
    engine: {
      description: 'Conductor at http://localhost:8080/api',
      reachable: true,
      since: ago(3_599_000, at),
      answeredAt: ago(100, at),
      lastError: null,
    },
    delivery: { pending: 0 },
    outbox: {
      directory: '/var/lib/worker-host/outbox',
      stored: 0,
      bytes: 0,
      oldestAt: null,
    },
    leases: { extended: 0 },
    workers: [workerOf({}, at)],
    ...changes,
  };
}
