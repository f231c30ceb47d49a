import { createServer } from 'node:net';
import type { HostSettings } from '../settings/host-settings.ts';

/** Where `worker-host status` looks for a host that was not told otherwise. */
export const usualStatusPort = 8790;

/**
 * The port that a host started by the command line serves its status on, where no setting says:
 * the usual one, or any while another host has that. null = the settings decide.
 */
export async function statusPortFor({
  statusHost,
  statusPort,
}: Pick<HostSettings, 'statusHost' | 'statusPort'>): Promise<number | null> {
  if (statusPort !== null) return null;
  return (await isFree(statusHost, usualStatusPort)) ? usualStatusPort : 0;
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
