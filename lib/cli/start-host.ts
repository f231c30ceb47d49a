import { isatty } from 'node:tty';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkerHostError } from '../errors/worker-host-error.ts';
import { WorkerHost } from '../host/worker-host.ts';
import type { HostSettings } from '../settings/host-settings.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import { modulesOrDefault } from './default-module.ts';
import { ExitCode } from './exit-codes.ts';
import { ExitError } from './exit-error.ts';
import type { HostFlags } from './host-flags.ts';
import { loggerFor, prepare } from './prepare.ts';
import { handleOperatingSignals, type OperatingSignals } from './operating-signals.ts';
import { handleSignals } from './signals.ts';
import { statusPortFor } from './status-port.ts';
import { logWorkers } from './worker-lines.ts';

export interface StartOptions extends HostFlags {
  readonly modules: readonly string[];
  readonly failFast: boolean;
}

/** Runs a host until a signal stops it; resolves with the exit code. */
export async function startHost(options: StartOptions): Promise<ExitCode> {
  const operating = handleOperatingSignals();
  try {
    return await runHost(options, operating);
  } finally {
    operating.release();
  }
}

async function runHost(options: StartOptions, operating: OperatingSignals): Promise<ExitCode> {
  const { workers, resolution } = await prepare(options, modulesOrDefault(options.modules));
  const logger = loggerFor(resolution.host, 'stdout');
  const { flags, config, envFile } = options;
  const statusPort = await statusPortFor(resolution.host);
  const host = new WorkerHost(workers, {
    logger,
    flags,
    ...(statusPort === null ? {} : { statusPort }),
    ...(config === undefined ? {} : { config }),
    ...(envFile === undefined ? {} : { envFile }),
  });
  const stopping = new AbortController();
  const stop = (signal: string): Promise<void> => {
    stopping.abort();
    return stopHost(host, signal, logger);
  };
  const force = (): Promise<void> => host.stop({ force: true });
  const release = handleSignals({ stop, force }, logger);
  operating.serve(host, logger);
  try {
    await host.start();
    if (options.failFast) await expectEngine(host);
    // A host that was told to stop while it started polls no more.
    if (!stopping.signal.aborted) logWorkers(resolution, logger, isPretty(resolution.host));
    await host.done;
    return ExitCode.OK;
  } catch (error) {
    if (!isToStartAgain(error)) throw error;
    throw new ExitError(ExitCode.UNDELIVERED, error.message, { cause: error });
  } finally {
    release();
  }
}

function isPretty({ logFormat }: HostSettings): boolean {
  return logFormat === 'pretty' || (logFormat === 'auto' && isatty(1));
}

/** Ended in order, and wants to be started again: results are left, or the memory is used up. */
function isToStartAgain(error: unknown): error is WorkerHostError {
  return (
    error instanceof WorkerHostError &&
    (error.code === 'ERR_WH_UNDELIVERED' || error.code === 'ERR_WH_MEMORY')
  );
}

async function stopHost(host: WorkerHost, signal: string, logger: Logger): Promise<void> {
  logger.info({ signal }, `${signal}: stopping; a second one ends the process at once`);
  // How it ends is told by `host.done`, which somebody waits for.
  await host.stop().catch(() => undefined);
}

/** Waits for the first answer of the engine, good or bad. */
async function expectEngine(host: WorkerHost): Promise<void> {
  for (;;) {
    const { state, engine } = host.status();
    if (engine.reachable === true || state !== 'running') return;
    if (engine.reachable === false) {
      await host.stop();
      throw new ExitError(
        ExitCode.UNAVAILABLE,
        `the engine does not answer: ${engine.description ?? 'no address'}: ${engine.lastError ?? 'no reason given'}. ` +
          'Check server_url; without --fail-fast the host keeps trying.',
      );
    }
    await sleep(20);
  }
}
