import { startStatusServer, type StatusServer } from '../../../lib/status/status-server.ts';
import { FakeHost } from './fake-host.ts';

const servers: StatusServer[] = [];

export interface Served {
  readonly host: FakeHost;
  readonly server: StatusServer;
  readonly url: string;
}

/** A status server of a fake host, on any free port. */
export async function served(token: string | null = null, host = new FakeHost()): Promise<Served> {
  const options = { host: '127.0.0.1', port: 0, token, view: host, controls: host };
  const server = await startStatusServer(options);
  servers.push(server);
  return { host, server, url: server.url };
}

/** For `afterEach`. */
export async function closeServers(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.close()));
}
