import { SourceError } from '../errors/source-error.ts';
import { createConductorSource } from '../sources/conductor/conductor-source.ts';
import type { TaskSource } from '../sources/task-source.ts';
import { ExitCode } from './exit-codes.ts';
import { ExitError } from './exit-error.ts';
import { note } from './note.ts';
import type { Found, OutboxStores } from './outbox-stores.ts';
import { printable } from './text-table.ts';

/**
 * Delivers results now, one after the other, oldest first. What the engine accepts, or refuses for
 * good, leaves the outbox, as with a host.
 *
 * @throws ExitError when the engine can't take results now: what is left stays.
 */
export async function retryResults(
  { settings }: OutboxStores,
  results: readonly Found[],
  print: (text: string) => void,
): Promise<ExitCode> {
  const source = createConductorSource(settings, { pollConnections: 1, onNotice: note });
  try {
    let refused = false;
    for (const found of results) {
      const end = await retry(source, found);
      refused ||= end.startsWith('refused');
      print(`${printable(`${found.stored.key}  ${found.stored.taskId}  ${end}`)}\n`);
    }
    return refused ? ExitCode.FAILED : ExitCode.OK;
  } finally {
    await source.close();
  }
}

async function retry(source: TaskSource, { outbox, stored }: Found): Promise<string> {
  const result = await outbox.read(stored.key);
  if (result === null) return 'unreadable';
  try {
    await source.deliver(result);
    outbox.remove(stored.key);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (error.kind !== 'refused') {
      const message = `${error.message} What is not accepted stays in the outbox.`;
      throw new ExitError(ExitCode.UNAVAILABLE, message, { cause: error });
    }
    outbox.remove(stored.key);
    return `refused, given up: ${error.message}`;
  }
}
