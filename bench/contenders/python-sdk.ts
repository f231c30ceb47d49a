import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../support/run-command.ts';
import type { Contender, PeerFound } from './contender.ts';
import { optionalPeer } from './optional-peer.ts';

const folder = fileURLToPath(new URL('../peers/python', import.meta.url));
const venv = join(folder, 'venv');

/** conductor-python in a virtual environment of its own. */
export function pythonSdk(): Promise<PeerFound> {
  return optionalPeer('Python SDK', install);
}

async function install(): Promise<readonly Contender[]> {
  if (!existsSync(join(venv, 'installed'))) {
    await runCommand('python3', ['-m', 'venv', 'venv'], folder);
    await runCommand('venv/bin/pip', ['install', '--quiet', '-r', 'requirements.txt'], folder);
    await runCommand('touch', ['venv/installed'], folder);
  }
  const program = join(venv, 'bin', 'python');
  const name = `Python SDK ${await version()}`;
  return [
    {
      name: `${name}, best`,
      command: { program, args: [join(folder, 'client.py')] },
      tune: (work) => work,
    },
  ];
}

async function version(): Promise<string> {
  const entries = await readdir(join(venv, 'lib'), { recursive: true });
  const found = entries.map((entry) => /conductor_python-([^/]+)\.dist-info$/.exec(entry)?.[1]);
  return found.find((each) => each !== undefined) ?? '(unknown version)';
}
