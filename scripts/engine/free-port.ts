import { once } from 'node:events';
import { createServer } from 'node:net';

/** A loopback port that was free a moment ago; whoever starts a server on it should do so at once. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the probe got no port');
  return address.port;
}
