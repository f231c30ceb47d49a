import { existingOutboxes } from '../delivery/open-outbox.ts';
import { defaultDirectories } from '../delivery/outbox-directory.ts';
import type { HostSettings } from '../settings/host-settings.ts';
import type { Found, OutboxStores } from './outbox-stores.ts';
import { printable, tableLines } from './text-table.ts';

const columns = ['KEY', 'TASK TYPE', 'TASK ID', 'WORKFLOW ID', 'STORED AT', 'BYTES'];

/** What lies in the outboxes, as a table. */
export function outboxTable({ settings, results }: OutboxStores): string {
  if (results.length === 0) return `${nothingThere(settings)}\n`;
  const rows = results.map(({ stored }) => [
    stored.key,
    stored.taskType,
    stored.taskId,
    stored.workflowId,
    new Date(stored.storedAt).toISOString(),
    String(stored.bytes),
  ]);
  const lines = tableLines([columns, ...rows], (column) => column === columns.length - 1);
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** The same for scripts. */
export function outboxEntry({ outbox, stored }: Found): object {
  const { key, taskType, taskId, workflowId, kind, storedAt, bytes } = stored;
  return {
    key,
    taskType,
    taskId,
    workflowId,
    kind,
    storedAt: new Date(storedAt).toISOString(),
    bytes,
    directory: outbox.directory,
  };
}

/** Says where was looked, since another engine, or another user, has another outbox. */
export function nothingThere(settings: HostSettings): string {
  const found = existingOutboxes(settings);
  const [first = ''] =
    settings.outboxDir === null ? defaultDirectories(settings.serverUrl) : [settings.outboxDir];
  return found.length === 0
    ? `There is no outbox yet: ${first} would be the one of ${settings.serverUrl}.`
    : `The outbox is empty: ${found.join(', ')}.`;
}
