import { WorkerHostError } from '../errors/worker-host-error.ts';

/** What a user can do about an address that can't be listened on. */
export function listenError(
  host: string,
  port: number,
  cause: NodeJS.ErrnoException,
): WorkerHostError {
  if (cause.code === 'EADDRINUSE') {
    return new WorkerHostError(
      'ERR_WH_STATUS_PORT',
      `The status server can't listen on ${host}:${port}: the port is in use, by another host perhaps. ` +
        'Set status_port to a free one, or to 0 for any.',
      { cause },
    );
  }
  return new WorkerHostError(
    'ERR_WH_STATUS_HOST',
    `The status server can't listen on ${host}:${port}: ${cause.message}. ` +
      'Check status_host and status_port.',
    { cause },
  );
}
