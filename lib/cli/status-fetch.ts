import type { WorkerHostStatus } from '../status/host-status.ts';
import { ExitCode } from './exit-codes.ts';
import { ExitError } from './exit-error.ts';
import { UsageError } from './usage-error.ts';

export interface FetchedStatus {
  readonly url: string;
  readonly status: WorkerHostStatus;
  /** Milliseconds since 1970 by the clock of the host, to the second. */
  readonly now: number;
}

const timeoutMs = 5000;

/**
 * Asks a running host for its status.
 *
 * @throws ExitError 69 when no host answers there.
 */
export async function fetchStatus(url: string): Promise<FetchedStatus> {
  const response = await ask(url);
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok || !isStatus(body)) {
    throw noHost(url, `what answers there (HTTP ${response.status}) is no worker-host`);
  }
  const date = Date.parse(response.headers.get('date') ?? '');
  return { url, status: body, now: Number.isNaN(date) ? Date.now() : date };
}

/**
 * The address as somebody typed it: with or without the scheme or a slash at its end.
 *
 * @throws UsageError
 */
export function statusAddress(typed: string): string {
  const text = /^[a-z]+:\/\//i.test(typed) ? typed : `http://${typed}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--url ${typed}: not an address like http://127.0.0.1:8790.`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

async function ask(url: string): Promise<Response> {
  try {
    return await fetch(`${url}/status`, { signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    throw noHost(url, reasonOf(error), error);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  const { cause } = error;
  // With several addresses behind a name, only the code says what happened.
  if (cause instanceof AggregateError) return (cause as NodeJS.ErrnoException).code ?? cause.name;
  return cause instanceof Error ? cause.message : error.message;
}

function noHost(url: string, reason: string, cause?: unknown): ExitError {
  return new ExitError(
    ExitCode.UNAVAILABLE,
    `no host answers at ${url}: ${reason}.\n` +
      'Is one running, with a status_port? Its log names the address: give it by --url.',
    { cause },
  );
}

function isStatus(body: unknown): body is WorkerHostStatus {
  const { state, workers } = (body ?? {}) as Partial<WorkerHostStatus>;
  return typeof state === 'string' && Array.isArray(workers);
}
