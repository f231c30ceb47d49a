import { existingOutboxes } from '../delivery/open-outbox.ts';
import { Outbox } from '../delivery/outbox.ts';
import type { StoredResult } from '../delivery/stored-result.ts';
import { OutboxError } from '../errors/outbox-error.ts';
import { OutboxHeldError } from '../errors/outbox-held-error.ts';
import { SettingsError } from '../errors/settings-error.ts';
import type { HostSettings } from '../settings/host-settings.ts';
import { ExitCode } from './exit-codes.ts';
import { ExitError } from './exit-error.ts';
import type { HostFlags } from './host-flags.ts';
import { note } from './note.ts';
import { inspect } from './prepare.ts';

/** A stored result, and the outbox that it lies in. */
export interface Found {
  readonly outbox: Outbox;
  readonly stored: StoredResult;
}

export interface OutboxStores {
  readonly settings: HostSettings;
  /** Those that no host holds. */
  readonly outboxes: readonly Outbox[];
  /** What lies in them, oldest first. */
  readonly results: readonly Found[];
}

/**
 * Opens every outbox that a host with these settings could use, as long as `work` takes. Those
 * that a running host holds are named on stderr.
 *
 * @throws ExitError when all of them are held, or one can't be read.
 */
export async function withOutboxes<T>(
  flags: HostFlags,
  work: (stores: OutboxStores) => Promise<T>,
): Promise<T> {
  const { resolution, settingsProblems } = await inspect(flags, []);
  if (resolution === null) throw new SettingsError(settingsProblems);
  const settings = resolution.host;
  const outboxes = await openAll(existingOutboxes(settings));
  try {
    const results = outboxes
      .flatMap((outbox) => [...outbox.entries()].map((stored) => ({ outbox, stored })))
      .sort((a, b) => (a.stored.key < b.stored.key ? -1 : 1));
    return await work({ settings, outboxes, results });
  } finally {
    await Promise.all(outboxes.map((outbox) => outbox.close()));
  }
}

/** Picks the results of these keys. @throws ExitError naming those that are not there. */
export function pick(results: readonly Found[], keys: readonly string[]): Found[] {
  const missing = keys.filter((key) => !results.some(({ stored }) => stored.key === key));
  if (missing.length > 0) {
    throw new ExitError(
      ExitCode.FAILED,
      `not in the outbox: ${missing.join(', ')}. See worker-host outbox list.`,
    );
  }
  return results.filter(({ stored }) => keys.includes(stored.key));
}

async function openAll(directories: readonly string[]): Promise<Outbox[]> {
  const outboxes: Outbox[] = [];
  const held: string[] = [];
  for (const directory of directories) {
    try {
      outboxes.push(await Outbox.open(directory, { onNotice: note }));
    } catch (error) {
      if (!(error instanceof OutboxHeldError)) {
        await Promise.all(outboxes.map((outbox) => outbox.close()));
        throw exitErrorOf(error);
      }
      held.push(`${error.directory} is held by ${error.holder}`);
    }
  }
  if (held.length > 0 && outboxes.length === 0) {
    throw new ExitError(
      ExitCode.FAILED,
      `${held.join('\n')}\nA running host delivers what is in its outbox by itself; stop it to look inside.`,
    );
  }
  for (const line of held) note(`${line}: left out`);
  return outboxes;
}

function exitErrorOf(error: unknown): unknown {
  if (!(error instanceof OutboxError)) return error;
  return new ExitError(ExitCode.FAILED, error.message, { cause: error });
}
