import { hostname } from 'node:os';
import { readLayers } from '../settings/read-layers.ts';
import { resolveSettings, type Resolution } from '../settings/resolve-settings.ts';
import type { WorkerAbc } from '../worker/worker-abc.ts';
import { declareWorker } from './declare-worker.ts';
import type { WorkerHostOptions } from './worker-host-options.ts';

/** The settings of a host, of all that is around it. @throws SettingsError naming every bad one. */
export function resolveLayers(
  workers: readonly WorkerAbc[],
  options: WorkerHostOptions,
): Resolution {
  const layers = readLayers({
    cwd: process.cwd(),
    env: process.env,
    config: options.config,
    envFile: options.envFile,
  });
  return resolveSettings({
    flags: options.flags ?? {},
    ...layers,
    workers: workers.map(declareWorker),
    host: options as Record<string, unknown>,
    hostname: hostname(),
  });
}
