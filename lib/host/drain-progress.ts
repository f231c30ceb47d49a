import type { Logger } from '../telemetry/logger-interface.ts';
import type { Clock, Timer } from '../task/clock.ts';
import type { InFlight } from './in-flight.ts';
import { describeTask } from './task-tally.ts';

const intervalMs = 5000;
const named = 3;

/** Tells, while a host drains, how many tasks are left and which run longest. @returns ends it. */
export function reportDrain(inFlight: InFlight, clock: Clock, logger: Logger): () => void {
  let timer: Timer;
  const report = (): void => {
    const now = clock.now();
    const running = [...inFlight.values()].filter(({ state }) => state === 'running');
    const oldest = running
      .sort((a, b) => (a.startedAt ?? now) - (b.startedAt ?? now))
      .slice(0, named)
      .map((entry) => ({
        ...describeTask(entry),
        runningMs: Math.round(now - (entry.startedAt ?? now)),
      }));
    logger.info(
      { inFlight: inFlight.size, running: running.length, oldest },
      'still stopping: tasks are left',
    );
    again();
  };
  const again = (): void => void (timer = clock.setTimeout(report, intervalMs));
  again();
  return () => timer.cancel();
}
