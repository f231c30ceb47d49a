import type { ResultDelivery } from '../delivery/result-delivery.ts';
import type { HostSettings } from '../settings/host-settings.ts';
import type { TaskSource } from '../sources/task-source.ts';
import type { Metrics } from '../status/metrics.ts';
import type { Statistics } from '../status/statistics.ts';
import type { Clock } from '../task/clock.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import type { TaskLog } from '../telemetry/task-log.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import type { EngineWatch } from './engine-watch.ts';
import type { HeldPolls } from './held-polls.ts';
import type { HostEvents } from './host-events.ts';
import type { InFlight } from './in-flight.ts';
import type { LeaseKeeper } from './lease-keeper.ts';

/** What all runners of a host share. */
export interface RunnerContext {
  readonly source: TaskSource;
  readonly delivery: ResultDelivery;
  readonly inFlight: InFlight;
  readonly leases: LeaseKeeper;
  readonly heldPolls: HeldPolls;
  readonly engine: EngineWatch;
  readonly events: HostEvents;
  readonly logger: Logger;
  readonly taskLog: TaskLog;
  readonly metrics: Metrics;
  readonly statistics: Statistics;
  /** null = no tracer provider is registered. */
  readonly tracing: Tracing | null;
  readonly clock: Clock;
  readonly onDrainTimeout: HostSettings['onDrainTimeout'];
  /** Why a task is ended when a stop runs out of time. */
  readonly drainReason: string;
}
