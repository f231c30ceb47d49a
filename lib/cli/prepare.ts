import { hostname } from 'node:os';
import { SettingsError } from '../errors/settings-error.ts';
import { declareWorker } from '../host/declare-worker.ts';
import type { HostSettings } from '../settings/host-settings.ts';
import type { SettingsLayers } from '../settings/layers.ts';
import { readLayers } from '../settings/read-layers.ts';
import { secretValuesOf } from '../settings/secret-values.ts';
import { resolveSettings, type Resolution } from '../settings/resolve-settings.ts';
import { createLogger } from '../telemetry/logger.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import type { WorkerAbc } from '../worker/worker-abc.ts';
import type { HostFlags } from './host-flags.ts';
import { loadAllWorkers } from './load-all.ts';

/** Modules and settings as far as they are of use, and everything that is wrong with them. */
export interface Inspection {
  readonly workers: readonly WorkerAbc[];
  readonly layers: SettingsLayers;
  /** null when there are problems of settings. */
  readonly resolution: Resolution | null;
  readonly moduleProblems: readonly string[];
  readonly settingsProblems: readonly string[];
}

/**
 * Reads the layers, loads the modules and resolves the settings, once.
 *
 * @throws SettingsError when a settings file can't be read.
 */
export async function inspect(
  { config, envFile, flags }: HostFlags,
  modules: readonly string[],
): Promise<Inspection> {
  const { added, ...around } = readLayers({
    cwd: process.cwd(),
    env: process.env,
    config,
    envFile,
  });
  // Before any module is loaded: modules of workers read the environment too.
  Object.assign(process.env, added);
  const { workers, problems: moduleProblems } = await loadAllWorkers(modules);
  const layers: SettingsLayers = {
    ...around,
    // The `--set` of a worker whose module failed is no mistake.
    flags: moduleProblems.length > 0 ? { host: flags.host } : flags,
    workers: workers.map(declareWorker),
    hostname: hostname(),
  };
  return { workers, layers, moduleProblems, ...tryToResolve(layers) };
}

function tryToResolve(layers: SettingsLayers): Pick<Inspection, 'resolution' | 'settingsProblems'> {
  try {
    return { resolution: resolveSettings(layers), settingsProblems: [] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { resolution: null, settingsProblems: error.problems };
  }
}

/** The settings of the host, where those of workers are wrong; null when they are wrong too. */
export function resolveHostAlone(layers: SettingsLayers): Resolution | null {
  const flags = { host: layers.flags?.host ?? {} };
  return tryToResolve({ ...layers, flags, workers: [] }).resolution;
}

export interface Prepared {
  readonly workers: readonly WorkerAbc[];
  readonly resolution: Resolution;
}

/**
 * The same for commands that need all of it.
 *
 * @throws SettingsError with every problem of modules and settings.
 */
export async function prepare(flags: HostFlags, modules: readonly string[]): Promise<Prepared> {
  const inspection = await inspect(flags, modules);
  const { workers, resolution, moduleProblems, settingsProblems } = inspection;
  if (resolution !== null && moduleProblems.length === 0) return { workers, resolution };
  throw new SettingsError([...moduleProblems, ...settingsProblems]);
}

/** The logger that the settings ask for. */
export function loggerFor(host: HostSettings, destination: 'stdout' | 'stderr'): Logger {
  const { logLevel: level, logFormat: format } = host;
  return createLogger({ level, format, destination, secrets: secretValuesOf(host) });
}
