import { existsSync } from 'node:fs';
import { OutboxError } from '../errors/outbox-error.ts';
import { OutboxHeldError } from '../errors/outbox-held-error.ts';
import { defaultDirectories } from './outbox-directory.ts';
import { storePath } from './outbox-store.ts';
import { Outbox, type OutboxOptions } from './outbox.ts';

export interface OutboxSettings {
  readonly outbox: 'undelivered' | 'always' | 'off';
  /** null = found by itself. */
  readonly outboxDir: string | null;
  readonly outboxMaxMb: number;
  readonly serverUrl: string;
}

/**
 * Opens the outbox of a host. Without an `outbox_dir` it is the first default directory that
 * nobody holds, and takes over what lies in the others, so that no result is forgotten when
 * fewer hosts run than before.
 *
 * @param onNotice told what a user should know: what was damaged, or that there is no outbox
 * @returns null when it is off, and when no default directory can be had
 * @throws OutboxHeldError or OutboxError for an `outbox_dir` that can't be had
 */
export async function openOutbox(
  settings: OutboxSettings,
  onNotice: (message: string) => void,
): Promise<Outbox | null> {
  if (settings.outbox === 'off') return null;
  const options = { maxBytes: settings.outboxMaxMb * 1024 * 1024, onNotice };
  if (settings.outboxDir !== null) return Outbox.open(settings.outboxDir, options);
  const directories = defaultDirectories(settings.serverUrl);
  try {
    return await openAndAdopt(directories, options);
  } catch (error) {
    if (!(error instanceof OutboxError || error instanceof OutboxHeldError)) throw error;
    onNotice(
      `${error.message} There is no outbox now: results that the engine does not accept are kept in memory only.`,
    );
    return null;
  }
}

/** Directories that hold an outbox, used or not. */
export function existingOutboxes({
  outboxDir,
  serverUrl,
}: Pick<OutboxSettings, 'outboxDir' | 'serverUrl'>): string[] {
  const directories = outboxDir === null ? defaultDirectories(serverUrl) : [outboxDir];
  return directories.filter((directory) => existsSync(storePath(directory)));
}

async function openAndAdopt(
  directories: readonly string[],
  options: OutboxOptions,
): Promise<Outbox> {
  const outbox = await openFirst(directories, options);
  try {
    await adoptOthers(outbox, directories, options);
    return outbox;
  } catch (error) {
    // Nobody would close it any more, and its lock would keep the next start out.
    await outbox.close();
    throw error;
  }
}

async function openFirst(directories: readonly string[], options: OutboxOptions): Promise<Outbox> {
  let held: OutboxHeldError | null = null;
  for (const directory of directories) {
    try {
      return await Outbox.open(directory, options);
    } catch (error) {
      if (!(error instanceof OutboxHeldError)) throw error;
      held = error;
    }
  }
  throw held ?? new Error('no directory to choose from');
}

async function adoptOthers(
  outbox: Outbox,
  directories: readonly string[],
  options: OutboxOptions,
): Promise<void> {
  for (const directory of directories) {
    if (directory === outbox.directory || !existsSync(storePath(directory))) continue;
    try {
      const other = await Outbox.open(directory, options);
      try {
        await outbox.adopt(other);
      } finally {
        await other.close();
      }
    } catch (error) {
      // Its host runs, and takes care of what is in it.
      if (error instanceof OutboxHeldError) continue;
      if (!(error instanceof OutboxError)) throw error;
      options.onNotice?.(`${error.message} What lies in it stays there.`);
    }
  }
}
