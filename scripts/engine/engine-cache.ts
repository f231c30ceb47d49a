import { homedir } from 'node:os';
import { join } from 'node:path';

/** The Conductor OSS release that the engine suite runs against. */
export const conductorVersion = '3.32.1';

/**
 * Where downloaded servers are kept, outside the clone: `WORKER_HOST_ENGINE_CACHE`, else
 * `$XDG_CACHE_HOME/worker-host/engine/<version>` (`~/.cache` when that is not set).
 */
export function engineCacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env.WORKER_HOST_ENGINE_CACHE) return env.WORKER_HOST_ENGINE_CACHE;
  const base = env.XDG_CACHE_HOME ? env.XDG_CACHE_HOME : join(homedir(), '.cache');
  return join(base, 'worker-host', 'engine', conductorVersion);
}
