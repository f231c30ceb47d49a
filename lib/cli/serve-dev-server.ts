import { startDevServer, type DevServer } from '../dev-server/dev-server.ts';
import { createLogger } from '../telemetry/logger.ts';
import { ExitCode } from './exit-codes.ts';
import { ExitError } from './exit-error.ts';
import { handleSignals } from './signals.ts';
import { UsageError } from './usage-error.ts';

/** Serves the Conductor double until a signal comes. */
export async function serveDevServer(portText: string, host: string): Promise<ExitCode> {
  const server = await listen(portOf(portText), host);
  await new Promise<void>((resolve) => {
    const release = handleSignals(
      {
        stop: async () => {
          await server.stop();
          release();
          resolve();
        },
      },
      createLogger({ destination: 'stderr' }),
    );
    // Last: who reads this may send a signal at once.
    process.stdout.write(guide(server.url));
  });
  return ExitCode.OK;
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port ${text}: not a port from 0 to 65535.`);
}

async function listen(port: number, host: string): Promise<DevServer> {
  try {
    return await startDevServer({ port, host });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === 'EADDRINUSE' ? 'the port is in use; take another with --port, 0 = any' : message;
    throw new ExitError(ExitCode.UNAVAILABLE, `can't listen on ${host}:${port}: ${reason}`, {
      cause: error,
    });
  }
}

function guide(url: string): string {
  return `dev-server: ${url}

A double of Conductor, in memory: for development and tests, gone when it ends (Ctrl-C).
  worker-host start workers.ts --server-url ${url}
  curl -X POST ${url}/metadata/workflow -H 'content-type: application/json' -d @workflow.json
  curl -X POST ${url}/workflow/NAME -H 'content-type: application/json' -d '{"some":"input"}'
  curl ${url}/workflow/ID
`;
}
