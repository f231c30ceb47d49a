import { createServer } from 'node:net';
import { listenError } from './listen-error.ts';

/** Gives the port up again, for who is to listen on it. */
export type ReleasePort = () => Promise<void>;

/**
 * Keeps a port for the status server, which takes longer to load than a host should wait with its
 * first poll: that it can't be had is told before. 0 needs no keeping, but the address is tried.
 *
 * @throws WorkerHostError ERR_WH_STATUS_PORT, ERR_WH_STATUS_HOST as `startStatusServer`.
 */
export async function holdPort(host: string, port: number): Promise<ReleasePort> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(host, port, error)));
    server.listen({ host, port, exclusive: true }, resolve);
  });
  return () => new Promise((resolve) => server.close(() => resolve()));
}
