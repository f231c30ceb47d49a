import { setTimeout as sleep } from 'node:timers/promises';
import { WorkerHostError } from '../errors/worker-host-error.ts';
import { WorkerHost } from '../host/worker-host.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import { ExitCode } from './exit-codes.ts';
import { ExitError } from './exit-error.ts';
import type { HostFlags } from './host-flags.ts';
import { loadAllWorkers } from './load-all.ts';
import { loggerFor, readAround } from './prepare.ts';
import { handleSignals } from './signals.ts';

export interface StartOptions extends HostFlags {
  readonly modules: readonly string[];
  readonly failFast: boolean;
}

/** Runs a host until a signal stops it; resolves with the exit code. */
export async function startHost(options: StartOptions): Promise<ExitCode> {
  const layers = readAround(options);
  const logger = loggerFor(options, layers, 'stdout');
  const { flags, config, envFile } = options;
  const host = new WorkerHost(await loadAllWorkers(options.modules), {
    logger,
    flags,
    ...(config === undefined ? {} : { config }),
    ...(envFile === undefined ? {} : { envFile }),
  });
  const release = handleSignals({ stop: (signal) => stopHost(host, signal, logger) }, logger);
  try {
    await host.start();
    if (options.failFast) await expectEngine(host);
    logWorkers(host, logger);
    await host.done;
    return ExitCode.OK;
  } catch (error) {
    if (!isUndelivered(error)) throw error;
    throw new ExitError(ExitCode.UNDELIVERED, error.message, { cause: error });
  } finally {
    release();
  }
}

function isUndelivered(error: unknown): error is WorkerHostError {
  return error instanceof WorkerHostError && error.code === 'ERR_WH_UNDELIVERED';
}

async function stopHost(host: WorkerHost, signal: string, logger: Logger): Promise<void> {
  logger.info({ signal }, `${signal}: stopping; a second one ends the process at once`);
  // How it ends is told by `host.done`, which somebody waits for.
  await host.stop().catch(() => undefined);
}

function logWorkers(host: WorkerHost, logger: Logger): void {
  for (const worker of host.status().workers) {
    logger.info(
      {
        worker: worker.names.join('+'),
        domain: worker.domain,
        threads: worker.maxThreads,
        concurrency: worker.concurrency,
        pollingInterval: worker.pollingInterval,
        isolation: worker.isolation,
      },
      worker.state === 'paused' ? 'worker is paused' : 'worker is polling',
    );
  }
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
