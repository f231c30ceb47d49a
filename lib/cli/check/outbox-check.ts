import { mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { defaultDirectories } from '../../delivery/outbox-directory.ts';
import type { HostSettings } from '../../settings/host-settings.ts';
import { checked, type CheckResult } from './check-result.ts';

/** Whether results could be stored. Leaves nothing behind, the directory itself neither. */
export async function checkOutbox(settings: HostSettings): Promise<CheckResult> {
  if (settings.outbox === 'off') {
    return checked(
      'outbox',
      'ok',
      'off: results that the engine does not accept are not kept on disk',
    );
  }
  const [first = ''] = defaultDirectories(settings.serverUrl);
  const directory = resolve(settings.outboxDir ?? first);
  try {
    const existing = await nearestDirectory(directory);
    await rmdir(await mkdtemp(join(existing, '.worker-host-check-')));
    const where = existing === directory ? directory : `${directory}, which start makes`;
    return checked('outbox', 'ok', `can be written: ${where}`);
  } catch (error) {
    const reason = (error as Error).message;
    return checked(
      'outbox',
      'failed',
      `${directory} can't be written: ${reason}. Let outbox_dir name a directory that this user may write to, or set outbox = off.`,
    );
  }
}

async function nearestDirectory(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!missing || dirname(path) === path) throw error;
    return nearestDirectory(dirname(path));
  }
}
