import { readinessChecks } from '../status/health.ts';
import type { WorkerHostStatus, WorkerStatus } from '../status/host-status.ts';
import { workerTitle } from '../status/worker-title.ts';
import { styled } from './colours.ts';
import type { FetchedStatus } from './status-fetch.ts';
import { duration, milliseconds } from './status-units.ts';
import { printable, tableLines } from './text-table.ts';

/** The status of a host for people: facts, a line per worker, and what went wrong last. */
export function statusLines({ url, status, now }: FetchedStatus): string[] {
  return [
    ...factLines(url, status, now),
    '',
    ...workerLines(status.workers, now),
    ...errorLines(status.workers),
  ];
}

function factLines(url: string, status: WorkerHostStatus, now: number): string[] {
  const problems = readinessChecks(status, now).filter(({ ok }) => !ok);
  const rows = [
    ['host', `${url}  version ${status.version}${since(', up for ', status.startedAt, now)}`],
    ['state', problems.map(({ detail }) => detail).join('; ') || 'running, ready'],
    ['engine', engineText(status, now)],
    ['results', resultsText(status, now)],
  ];
  const lines = tableLines(rows.map((cells) => cells.map(printable)));
  const style = problems.length > 0 ? 'red' : 'green';
  return lines.map((line, index) => (index === 1 ? styled(style, line) : line));
}

function engineText({ engine }: WorkerHostStatus, now: number): string {
  const name = engine.description ?? 'not known';
  if (engine.answeredAt === null) return `${name}, no answer so far`;
  return `${name}${since(', answered ', engine.answeredAt, now)} ago`;
}

function resultsText({ delivery, outbox, leases }: WorkerHostStatus, now: number): string {
  const stored =
    outbox === null
      ? 'no outbox'
      : `${outbox.stored} in the outbox${since(', the oldest for ', outbox.oldestAt, now)}`;
  return `${delivery.pending} to be delivered, ${stored}, ${leases.extended} leases extended`;
}

const header = [
  'worker',
  'state',
  'running',
  'waiting',
  'completed',
  'failed',
  'p50',
  'p95',
  'p99',
  'threads',
  'heap',
  'last task',
];

function workerLines(workers: readonly WorkerStatus[], now: number): string[] {
  const rows = workers.map((worker) => [
    printable(workerTitle(worker)),
    worker.state === 'polling' ? worker.pollPace : worker.state,
    `${worker.running}/${worker.concurrency}`,
    String(worker.waiting),
    String(worker.completed),
    String(worker.failed),
    ...(['p50', 'p95', 'p99'] as const).map((p) => milliseconds(worker.executionMs?.[p] ?? null)),
    worker.isolation === 'inline' ? 'inline' : `${worker.threads.length}/${worker.maxThreads}`,
    heapText(worker),
    worker.lastTaskAt === null ? '-' : `${since('', worker.lastTaskAt, now)} ago`,
  ]);
  const [first = '', ...lines] = tableLines([header, ...rows], (column) => column >= 2);
  return [styled('dim', first), ...lines];
}

function heapText({ threads }: WorkerStatus): string {
  const known = threads.flatMap(({ heapUsedMb }) => heapUsedMb ?? []);
  return known.length === 0 ? '-' : `${Math.round(known.reduce((sum, mb) => sum + mb))} MB`;
}

function errorLines(workers: readonly WorkerStatus[]): string[] {
  const failed = workers.filter(({ lastError }) => lastError !== null);
  if (failed.length === 0) return [];
  const rows = failed.map((worker) => [workerTitle(worker), worker.lastError ?? ''].map(printable));
  return ['', styled('bold', 'last errors'), ...tableLines(rows)];
}

/** Empty where nothing is known. */
function since(words: string, time: string | null, now: number): string {
  return time === null ? '' : `${words}${duration(now - Date.parse(time))}`;
}
