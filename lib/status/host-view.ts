import type { RunningTask, TaskFailure, WorkerHostStatus } from './host-status.ts';
import type { HistorySample } from './history.ts';

/** What status server and dashboard see of a running host. */
export interface HostView {
  status(): WorkerHostStatus;
  /** What runs now, the longest first. */
  running(): readonly RunningTask[];
  /** The last failures, the latest first. */
  failures(): readonly TaskFailure[];
  /** Throughput and latency of the last 15 minutes, oldest first. */
  history(): readonly HistorySample[];
  /** Prometheus text. */
  metrics(): Promise<string>;
  /** Least level that is logged. */
  logLevel(): string;
}

/** What an operator may do, once a `status_token` is set. */
export interface HostControls {
  /** @param worker a name; undefined = all */
  pause(worker?: string): void;
  resume(worker?: string): void;
  setConcurrency(worker: string, concurrency: number): void;
  /** Cancels one running task. @returns false when it does not run here. */
  cancel(taskId: string): boolean;
  /** Begins to drain; the process ends when it is done. */
  drain(): void;
  setLogLevel(level: string): void;
}
