import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ChildServer } from './child-server.ts';
import { heapFlag, type ConductorProgram } from './conductor-program.ts';

const readyLimitMs = 120_000;

/** Starts a Conductor server in `directory` and resolves when `/health` says that it is healthy. */
export async function startConductorProcess(
  program: ConductorProgram,
  flags: readonly string[],
  directory: string,
  port: number,
): Promise<ChildServer> {
  const temporary = join(directory, 'tmp');
  const home = join(directory, 'home');
  await mkdir(temporary, { recursive: true });
  await mkdir(home, { recursive: true });
  const server = await ChildServer.spawn({
    name: 'The Conductor server',
    command: program.java.command,
    // The folders the server writes to beside its working directory; they must stand before -jar.
    args: [
      heapFlag,
      ...program.jvmFlags,
      `-Djava.io.tmpdir=${temporary}`,
      `-Duser.home=${home}`,
      '-jar',
      program.jar,
      ...flags,
    ],
    directory,
    logFile: join(directory, 'conductor.log'),
  });
  try {
    await server.ready(() => isHealthy(`http://127.0.0.1:${port}/health`), readyLimitMs);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    const body = await response.text();
    return response.status === 200 && body.includes('"healthy":true');
  } catch {
    // Nothing listens yet, or the server is too busy starting to answer: ask again.
    return false;
  }
}
