import { livenessChecks, readinessChecks, type HealthCheck, type HealthLimits } from './health.ts';
import type { RunningTask, TaskFailure, WorkerHostStatus } from './host-status.ts';
import type { HostView } from './host-view.ts';

/** Rows sent of each list: what a page can show and a person read. */
const mostRows = 100;

/** What a dashboard is told once a second. */
export interface LiveFrame {
  /** Milliseconds since 1970, by the clock of the host. */
  readonly now: number;
  readonly status: WorkerHostStatus;
  /** The longest first, 100 at most. */
  readonly running: readonly RunningTask[];
  /** The latest first, 100 at most. */
  readonly failures: readonly TaskFailure[];
  readonly health: {
    readonly live: readonly HealthCheck[];
    readonly ready: readonly HealthCheck[];
  };
  readonly logLevel: string;
  /** Whether a token is set, so that one may be entered. */
  readonly controllable: boolean;
}

export function liveFrame(view: HostView, limits: HealthLimits, controllable: boolean): LiveFrame {
  const now = Date.now();
  const status = view.status();
  return {
    now,
    status,
    running: view.running().slice(0, mostRows),
    failures: view.failures().slice(0, mostRows),
    health: { live: livenessChecks(status, now, limits), ready: readinessChecks(status, now) },
    logLevel: view.logLevel(),
    controllable,
  };
}
