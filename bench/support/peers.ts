import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

const folder = fileURLToPath(new URL('../peers', import.meta.url));
const sdk = join(folder, 'node_modules', '@io-orkes', 'conductor-javascript', 'package.json');

/** Installs what we compare with, if it is not there. @returns its name and version. */
export async function installPeer(): Promise<string> {
  if (!existsSync(sdk)) {
    // The SDK's optional peers (agent frameworks) contradict each other; none of them is needed.
    const flags = ['--legacy-peer-deps', '--no-audit', '--no-fund', '--no-package-lock'];
    await runCommand('npm', ['install', ...flags], folder);
  }
  const { name, version } = JSON.parse(readFileSync(sdk, 'utf8')) as Record<string, string>;
  return `${String(name)} ${String(version).replace(/^v/, '')}`;
}
