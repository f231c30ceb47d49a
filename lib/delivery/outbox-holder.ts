import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const fileName = 'holder.json';

/**
 * Leaves a note beside the store that tells others who holds it. The lock itself is LevelDB's: a
 * note that a dead process left behind is overwritten by the next holder.
 */
export async function writeHolder(directory: string): Promise<void> {
  const holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  await writeFile(join(directory, fileName), `${JSON.stringify(holder)}\n`, { mode: 0o600 });
}

/** Who holds it, in words. */
export async function readHolder(directory: string): Promise<string> {
  try {
    const { pid, host, since } = JSON.parse(
      await readFile(join(directory, fileName), 'utf8'),
    ) as Record<string, unknown>;
    return `pid ${String(pid)} on ${String(host)} since ${String(since)}`;
  } catch {
    // Not written yet, or half written: the lock is what counts.
    return 'another process';
  }
}

export function removeHolder(directory: string): Promise<void> {
  return rm(join(directory, fileName), { force: true });
}
