import { SettingsError } from '../errors/settings-error.ts';
import type { WorkerHost } from '../host/worker-host.ts';
import type { Logger } from '../telemetry/logger-interface.ts';

/** What SIGHUP and SIGUSR2 do from now on, which would end the process otherwise. */
export interface OperatingSignals {
  /** SIGHUP: reads the settings again. SIGUSR2: logs what the host does. Before this they do nothing. */
  serve(host: WorkerHost, logger: Logger): void;
  /** Takes the handlers off again. */
  release(): void;
}

/** Does nothing on Windows, which has no such signals. */
export function handleOperatingSignals(): OperatingSignals {
  let onHangUp = (): void => undefined;
  let onStatus = (): void => undefined;
  const handlers = [
    ['SIGHUP', () => onHangUp()],
    ['SIGUSR2', () => onStatus()],
  ] as const;
  const present = process.platform === 'win32' ? [] : handlers;
  for (const [signal, handler] of present) process.on(signal, handler);
  return {
    serve: (host, logger) => {
      onHangUp = () => reload(host, logger);
      onStatus = () => logger.info({ status: host.status() }, 'status');
    },
    release: () => {
      for (const [signal, handler] of present) process.off(signal, handler);
    },
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
