import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../telemetry/logger-interface.ts';
import { ExitCode } from './exit-codes.ts';

/** What signals and unforeseen errors end. */
export interface Stoppable {
  /** Ends in an orderly way; may take its time. */
  stop(signal: string): Promise<void>;
  /** Ends what still runs, at once; given up after 3 s. */
  force?(): Promise<void>;
}

const signals = ['SIGTERM', 'SIGINT'] as const;
type Signal = (typeof signals)[number];

/** A terminal's Ctrl-C reaches the whole process group, and a wrapper may pass it on once more. */
const echoMs = 100;
const forceMs = 3000;
const crashDrainMs = 10_000;

/**
 * Until it is released: the first SIGTERM or SIGINT stops, a second ends the process within four
 * seconds by that same signal, so that the exit status says so. An exception nobody caught is
 * logged as fatal, and ends the process with 70 after a bounded stop.
 *
 * @returns takes the handlers off again.
 */
export function handleSignals(target: Stoppable, logger: Logger): () => void {
  let firstAt: number | undefined;

  const onSignal = (signal: Signal): void => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      target.stop(signal).catch(onCrash);
    } else if (Date.now() - firstAt > echoMs) {
      release();
      logger.warn({ signal }, 'second signal: ending now');
      void endBySignal(signal, target, logger);
    }
  };

  const onCrash = (error: unknown): void => {
    release();
    logger.fatal({ err: error }, 'an exception nobody caught: stopping');
    void endByCrash(target, logger);
  };

  const release = (): void => {
    for (const signal of signals) process.off(signal, onSignal);
    process.off('uncaughtException', onCrash);
  };

  for (const signal of signals) process.on(signal, onSignal);
  // A rejection nobody handles is raised as such an exception.
  process.on('uncaughtException', onCrash);
  return release;
}

async function endBySignal(signal: Signal, target: Stoppable, logger: Logger): Promise<void> {
  try {
    await Promise.race([target.force?.(), sleep(forceMs)]);
  } catch (error) {
    logger.error({ err: error }, 'could not end everything in an orderly way');
  }
  process.kill(process.pid, signal);
}

async function endByCrash(target: Stoppable, logger: Logger): Promise<void> {
  // From here on a further exception must not start this again, nor end the process early.
  process.on('uncaughtException', (error) => logger.fatal({ err: error }, 'and another one'));
  try {
    const stopped = target.stop('uncaughtException').then(() => true);
    const inTime = await Promise.race([stopped, sleep(crashDrainMs, false)]);
    // What is left of the results is stored by force, not lost.
    if (!inTime) await Promise.race([target.force?.(), sleep(forceMs)]);
  } catch (error) {
    logger.error({ err: error }, 'could not stop in an orderly way');
  }
  process.exit(ExitCode.INTERNAL);
}
