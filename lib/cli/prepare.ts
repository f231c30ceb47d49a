import { hostname } from 'node:os';
import { SettingsError } from '../errors/settings-error.ts';
import type { HostSettings } from '../settings/host-settings.ts';
import { readLayers, type ReadLayers } from '../settings/read-layers.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { createLogger } from '../telemetry/logger.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import type { HostFlags } from './host-flags.ts';

/**
 * Reads the layers around the flags, and gives what the `.env` file adds to `process.env`: before
 * any module of workers is loaded, since these read it.
 */
export function readAround({ config, envFile }: HostFlags): ReadLayers {
  const layers = readLayers({ cwd: process.cwd(), env: process.env, config, envFile });
  Object.assign(process.env, layers.added);
  return layers;
}

/** The logger that the settings ask for. */
export function loggerFor(
  { flags }: HostFlags,
  layers: ReadLayers,
  destination: 'stdout' | 'stderr',
): Logger {
  const { logLevel, logFormat } = hostSettings(flags.host, layers);
  return createLogger({ level: logLevel, format: logFormat, destination });
}

function hostSettings(
  host: HostFlags['flags']['host'],
  layers: ReadLayers,
): Pick<HostSettings, 'logLevel' | 'logFormat'> {
  try {
    return resolveSettings({ ...layers, flags: { host }, workers: [], hostname: hostname() }).host;
  } catch (error) {
    // Whoever resolves all settings reports all problems, these among them.
    if (error instanceof SettingsError) return { logLevel: 'info', logFormat: 'auto' };
    throw error;
  }
}
