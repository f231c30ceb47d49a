import { setTimeout as sleep } from 'node:timers/promises';
import { ExitCode } from './exit-codes.ts';
import { ExitError } from './exit-error.ts';
import { fetchStatus, statusAddress, type FetchedStatus } from './status-fetch.ts';
import { statusLines } from './status-table.ts';

export interface StatusOptions {
  readonly url: string;
  readonly watch: boolean;
  readonly json: boolean;
}

const periodMs = 1000;

/** Prints what a running host does, once or until a signal comes. */
export async function showStatus({ url, watch, json }: StatusOptions): Promise<ExitCode> {
  const address = statusAddress(url);
  const first = await fetchStatus(address);
  if (!watch) {
    print(json ? JSON.stringify(first.status, null, 2) : statusLines(first).join('\n'));
    return ExitCode.OK;
  }
  const draw = json ? drawJson : process.stdout.isTTY ? drawOver : drawBelow;
  const over = untilSignal();
  draw(first);
  while (await pause(over)) draw(await fetchStatus(address).catch(absence));
  return ExitCode.OK;
}

function untilSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}

/** @returns whether to go on. */
async function pause(over: AbortSignal): Promise<boolean> {
  // Ends by the signal.
  await sleep(periodMs, undefined, { signal: over }).catch(() => undefined);
  return !over.aborted;
}

/** A host that is restarted is waited for. */
function absence(error: unknown): string {
  if (error instanceof ExitError) return error.message;
  throw error;
}

function linesOf(latest: FetchedStatus | string): string[] {
  return typeof latest === 'string' ? latest.split('\n') : statusLines(latest);
}

function drawJson(latest: FetchedStatus | string): void {
  print(JSON.stringify(typeof latest === 'string' ? { error: latest } : latest.status));
}

function drawBelow(latest: FetchedStatus | string): void {
  print(`${linesOf(latest).join('\n')}\n`);
}

/** Each line over the one before, so that nothing flickers. */
function drawOver(latest: FetchedStatus | string): void {
  const lines = fitted(linesOf(latest), process.stdout.rows - 1);
  const text = lines.map((line) => `${line}\x1b[K\n`).join('');
  // No line may wrap: the next would be written over the wrong one.
  process.stdout.write(`\x1b[?7l\x1b[H${text}\x1b[J\x1b[?7h`);
}

function fitted(lines: readonly string[], room: number): readonly string[] {
  if (lines.length <= room) return lines;
  return [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more lines`];
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
