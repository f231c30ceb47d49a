import { EventEmitter } from 'node:events';
import { EngineWatch } from '../../lib/host/engine-watch.ts';
import type { HeldPolls } from '../../lib/host/held-polls.ts';
import { HostEvents } from '../../lib/host/host-events.ts';
import type { RunnerContext } from '../../lib/host/runner-context.ts';
import type { TaskSource } from '../../lib/sources/task-source.ts';
import type { FakeClock } from '../delivery/fake-clock.ts';
import { LogRecorder } from '../support/log-recorder.ts';
import { unreadRecords } from '../support/records.ts';

export interface PollContextParts {
  readonly clock: FakeClock;
  readonly poll: TaskSource['poll'];
  readonly heldPolls: HeldPolls;
}

/** As much of a runner's context as its polls ask for. */
export function pollContext({ clock, poll, heldPolls }: PollContextParts): RunnerContext {
  const { logger } = new LogRecorder();
  const events = new HostEvents(new EventEmitter(), logger);
  return {
    ...unreadRecords(clock),
    source: { poll },
    clock,
    events,
    logger,
    heldPolls,
    engine: new EngineWatch('an engine', events, logger, clock, () => undefined),
  } as unknown as RunnerContext;
}
