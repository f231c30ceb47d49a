import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../support/run-command.ts';
import type { Setup } from '../support/setup.ts';
import type { Contender, PeerFound } from './contender.ts';
import { optionalPeer } from './optional-peer.ts';

const folder = fileURLToPath(new URL('../peers/go', import.meta.url));

/** The Go SDK, with as many slots as the row names, and with four times as many. */
export function goSdk(): Promise<PeerFound> {
  return optionalPeer('Go SDK', install);
}

async function install(): Promise<readonly Contender[]> {
  await runCommand('go', ['build', '-o', 'client', '.'], folder);
  const module = await readFile(join(folder, 'go.mod'), 'utf8');
  const version = /conductor-go v(\S+)/.exec(module)?.[1] ?? '';
  const variant = (label: string, tune: Contender['tune']): Contender => ({
    name: `Go SDK ${version}, ${label}`,
    command: { program: join(folder, 'client'), args: [] },
    tune,
  });
  return [variant('same slots', (work) => work), variant('4 x the slots', fourTimes)];
}

/** It polls only when slots are free, in pauses: more of them hide the pauses. */
function fourTimes(work: Setup): Setup {
  return { ...work, concurrency: (work.concurrency ?? 10) * 4 };
}
