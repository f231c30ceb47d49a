import { SettingsError } from '../errors/settings-error.ts';
import type { WorkerHost } from '../host/worker-host.ts';
import type { Logger } from '../telemetry/logger-interface.ts';

/**
 * SIGHUP: reads the settings again. SIGUSR2: logs what the host does. Not on Windows, which has
 * no such signals.
 *
 * @returns takes the handlers off again.
 */
export function handleOperatingSignals(host: WorkerHost, logger: Logger): () => void {
  const onHangUp = (): void => reload(host, logger);
  const onStatus = (): void => logger.info({ status: host.status() }, 'status');
  if (process.platform === 'win32') return () => undefined;
  process.on('SIGHUP', onHangUp);
  process.on('SIGUSR2', onStatus);
  return () => {
    process.off('SIGHUP', onHangUp);
    process.off('SIGUSR2', onStatus);
  };
}

function reload(host: WorkerHost, logger: Logger): void {
  try {
    const { applied, needRestart } = host.reload();
    logger.info({ applied }, 'settings read again');
    if (needRestart.length > 0)
      logger.warn({ settings: needRestart }, 'changed settings that need a restart');
  } catch (error) {
    const problems = error instanceof SettingsError ? error.problems : [String(error)];
    logger.error({ problems }, 'settings can not be used; nothing was changed');
  }
}
