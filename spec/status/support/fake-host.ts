import type { HistorySample } from '../../../lib/status/history.ts';
import type {
  RunningTask,
  TaskFailure,
  WorkerHostStatus,
} from '../../../lib/status/host-status.ts';
import type { HostControls, HostView } from '../../../lib/status/host-view.ts';
import { statusOf } from './status-of.ts';

/** A host that shows what it is told to, and notes what is asked of it. */
export class FakeHost implements HostView, HostControls {
  readonly calls: unknown[][] = [];
  readonly tasks: RunningTask[] = [];
  readonly failed: TaskFailure[] = [];
  readonly samples: HistorySample[] = [];
  /** How often it was asked for its status. */
  asked = 0;
  level = 'info';
  /** Thrown by the next control. */
  fault: Error | null = null;
  /** Makes the status anew each time. */
  now: () => WorkerHostStatus = () => statusOf({}, Date.now());

  status(): WorkerHostStatus {
    this.asked++;
    return this.now();
  }

  running(): readonly RunningTask[] {
    return this.tasks;
  }

  failures(): readonly TaskFailure[] {
    return this.failed;
  }

  history(): readonly HistorySample[] {
    return this.samples;
  }

  metrics(): Promise<string> {
    return Promise.resolve('# TYPE worker_host_slots gauge\nworker_host_slots 10\n');
  }

  logLevel(): string {
    return this.level;
  }

  pause(worker?: string): void {
    this.#note('pause', worker);
  }

  resume(worker?: string): void {
    this.#note('resume', worker);
  }

  setConcurrency(worker: string, concurrency: number): void {
    this.#note('setConcurrency', worker, concurrency);
  }

  cancel(taskId: string): boolean {
    this.#note('cancel', taskId);
    return this.tasks.some((task) => task.taskId === taskId);
  }

  drain(): void {
    this.#note('drain');
  }

  setLogLevel(level: string): void {
    this.#note('setLogLevel', level);
    this.level = level;
  }

  #note(...call: unknown[]): void {
    if (this.fault !== null) throw this.fault;
    this.calls.push(call);
  }
}
