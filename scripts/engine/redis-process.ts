import { connect } from 'node:net';
import { join } from 'node:path';
import { ChildServer } from './child-server.ts';

/** Starts a Redis on loopback that keeps nothing on disk; resolves when it takes connections. */
export async function startRedisProcess(
  command: string,
  directory: string,
  port: number,
): Promise<ChildServer> {
  const server = await ChildServer.spawn({
    name: 'Redis',
    command,
    args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    directory,
    logFile: join(directory, 'redis.log'),
  });
  try {
    await server.ready(() => takesConnections(port), 20_000);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
