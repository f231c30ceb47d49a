import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Hosts on one machine that can share an engine without an `outbox_dir` of their own. */
const MAX_DEFAULT_DIRECTORIES = 16;

/** Where a host may keep its outbox when no `outbox_dir` is set, the first choice first. */
export function defaultDirectories(
  serverUrl: string,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string[] {
  const engine = resolve(stateDirectory(env, platform), 'worker-host', nameOf(serverUrl));
  return Array.from({ length: MAX_DEFAULT_DIRECTORIES }, (_, n) => join(engine, String(n)));
}

/** Where programs keep what must outlive a restart. */
function stateDirectory(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const { XDG_STATE_HOME: xdg, LOCALAPPDATA: local } = env;
  if (platform === 'win32' && local) return local;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return xdg ? xdg : join(homedir(), '.local', 'state');
}

/** A directory name for an engine; one that had to be changed, or cut, tells itself from others by a hash. */
function nameOf(serverUrl: string): string {
  const { hostname, port, protocol, pathname } = new URL(serverUrl);
  const plain = [hostname, port || (protocol === 'https:' ? '443' : '80'), ...pathname.split('/')]
    .filter((part) => part !== '')
    .join('-');
  const safe = plain.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 80);
  if (safe === plain) return safe;
  return `${safe}-${createHash('sha256').update(plain).digest('hex').slice(0, 8)}`;
}
