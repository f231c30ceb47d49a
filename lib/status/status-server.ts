import type { AddressInfo } from 'node:net';
import { silentLogger, type Logger } from '../telemetry/logger-interface.ts';
import type { HealthLimits } from './health.ts';
import type { HostControls, HostView } from './host-view.ts';
import { listenError } from './listen-error.ts';
import { createStatusApp } from './status-app.ts';

export interface StatusServerOptions {
  /** Address to listen on (`status_host`). */
  readonly host: string;
  /** `status_port`; 0 = any free one. */
  readonly port: number;
  /** `status_token`; null = read only. */
  readonly token: string | null;
  readonly view: HostView;
  readonly controls: HostControls;
  /** Default: says nothing. */
  readonly logger?: Logger;
  /** Default: those of the settings' defaults. */
  readonly limits?: HealthLimits;
}

export interface StatusServer {
  /** `http://127.0.0.1:PORT`: where the dashboard is. */
  readonly url: string;
  /** Ends every connection, pages that follow the host too. Idempotent. */
  close(): Promise<void>;
}

/**
 * Serves health, status, metrics and the dashboard of a host.
 *
 * @throws WorkerHostError ERR_WH_STATUS_PORT when the port is in use, ERR_WH_STATUS_HOST when the
 *   address can't be listened on for another reason.
 */
export async function startStatusServer(options: StatusServerOptions): Promise<StatusServer> {
  const { host, port, logger = silentLogger, limits = {} } = options;
  const { app, live } = await createStatusApp({ ...options, logger, limits });
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw listenError(host, port, error as NodeJS.ErrnoException);
  }
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    live.close();
    await app.close();
  };
  return {
    url: urlOf(app.server.address() as AddressInfo),
    close: () => (closed ??= close()),
  };
}

/** One that can be opened: nobody can connect to "all addresses". */
function urlOf({ address, family, port }: AddressInfo): string {
  if (family === 'IPv6') return `http://[${address === '::' ? '::1' : address}]:${port}`;
  return `http://${address === '0.0.0.0' ? '127.0.0.1' : address}:${port}`;
}
