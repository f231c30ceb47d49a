import type { ResultDelivery } from '../delivery/result-delivery.ts';
import type { TaskSource } from '../sources/task-source.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import type { EngineWatch } from './engine-watch.ts';
import type { HeldPolls } from './held-polls.ts';
import type { HostEvents } from './host-events.ts';
import type { InFlight } from './in-flight.ts';

/** What all runners of a host share. */
export interface RunnerContext {
  readonly source: TaskSource;
  readonly delivery: ResultDelivery;
  readonly inFlight: InFlight;
  readonly heldPolls: HeldPolls;
  readonly engine: EngineWatch;
  readonly events: HostEvents;
  readonly logger: Logger;
}
