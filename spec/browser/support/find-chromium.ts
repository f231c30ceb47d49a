import { execFileSync } from 'node:child_process';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * Path of a Chromium: `CHROMIUM_PATH`, else one on the `PATH`, else, with
 * WORKER_HOST_BROWSER_INSTALL=1, Debian's, which is installed.
 */
export function findChromium(): string {
  const found = process.env.CHROMIUM_PATH ?? onPath();
  if (found !== undefined) return found;
  if (process.env.WORKER_HOST_BROWSER_INSTALL === '1') install();
  const installed = onPath();
  if (installed !== undefined) return installed;
  throw new Error(
    'No Chromium here: set CHROMIUM_PATH, or WORKER_HOST_BROWSER_INSTALL=1 to install Debian’s.',
  );
}

function onPath(): string | undefined {
  for (const name of names) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // `which` fails for a name that is not there.
    }
  }
  return undefined;
}

function install(): void {
  const run = (...args: string[]) => execFileSync('apt-get', args, { stdio: 'inherit' });
  run('update', '-qq');
  run('install', '-qq', '-y', '--no-install-recommends', 'chromium');
}
