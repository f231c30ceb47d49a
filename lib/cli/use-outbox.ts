import { answer } from './answer.ts';
import { ExitCode } from './exit-codes.ts';
import type { HostFlags } from './host-flags.ts';
import { nothingThere, outboxEntry, outboxTable } from './outbox-list.ts';
import { retryResults } from './outbox-retry.ts';
import { pick, withOutboxes, type Found, type OutboxStores } from './outbox-stores.ts';
import { UsageError } from './usage-error.ts';

export const outboxActions = ['list', 'show', 'retry', 'drop'] as const;

export interface OutboxCommandOptions extends HostFlags {
  readonly action: (typeof outboxActions)[number];
  readonly keys: readonly string[];
  readonly all: boolean;
  /** Drop without being asked again. */
  readonly yes: boolean;
  readonly json: boolean;
}

type Print = (text: string) => void;

/** Looks into the outboxes of hosts that do not run, delivers or drops what is in them. */
export function useOutbox(options: OutboxCommandOptions): Promise<ExitCode> {
  return answer((print) => {
    judge(options);
    return withOutboxes(options, (stores) => act(options, stores, print));
  });
}

function judge({ action, keys, all, yes }: OutboxCommandOptions): void {
  const wrong = (text: string): never => {
    throw new UsageError(`outbox ${action}: ${text}`);
  };
  if (action === 'list') {
    if (keys.length > 0) wrong('takes no keys');
  } else if (action === 'show') {
    if (keys.length !== 1) wrong('takes one key, of worker-host outbox list');
  } else if (all === keys.length > 0) {
    wrong('takes keys of worker-host outbox list, or --all');
  }
  if (action === 'drop' && !yes) {
    wrong(
      'what is dropped is never delivered, and its task runs again; add --yes if that is meant',
    );
  }
}

async function act(
  { action, keys, all, json }: OutboxCommandOptions,
  stores: OutboxStores,
  print: Print,
): Promise<ExitCode> {
  if (action === 'list') {
    print(json ? toJson(stores.results.map(outboxEntry)) : outboxTable(stores));
    return ExitCode.OK;
  }
  const chosen = all ? stores.results : pick(stores.results, keys);
  if (chosen.length === 0) print(`${nothingThere(stores.settings)}\n`);
  else if (action === 'show') await show(chosen, print);
  else if (action === 'retry') return retryResults(stores, chosen, print);
  else drop(chosen, print);
  return ExitCode.OK;
}

async function show(chosen: readonly Found[], print: Print): Promise<void> {
  for (const found of chosen) {
    const result = await found.outbox.read(found.stored.key);
    print(toJson({ ...outboxEntry(found), result }));
  }
}

function drop(chosen: readonly Found[], print: Print): void {
  for (const { outbox, stored } of chosen) {
    outbox.remove(stored.key);
    print(`${stored.key}  ${stored.taskId}  dropped\n`);
  }
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
