import { MissingToolError } from './missing-tool-error.ts';
import { runCommand } from './run-command.ts';

/**
 * The `redis-server` of this machine. Where it is missing it is installed from the distribution,
 * but only as root and when asked to (`CI` or `WORKER_HOST_ENGINE_INSTALL=1`): a contributor's
 * machine is not changed behind their back.
 */
export async function redisBinary(
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const command = 'redis-server';
  if (await runs(command)) return command;
  const mayInstall = Boolean(env.CI) || env.WORKER_HOST_ENGINE_INSTALL === '1';
  if (mayInstall && process.getuid?.() === 0) {
    say('installing redis-server with apt-get');
    const update = await runCommand('apt-get', ['update'], 300_000);
    const install = await runCommand('apt-get', ['install', '-y', 'redis-server'], 300_000);
    if (await runs(command)) return command;
    throw new MissingToolError(
      `redis-server could not be installed with apt-get:\n${update.output}\n${install.output}`,
    );
  }
  throw new MissingToolError(
    'The Redis flavour needs redis-server, which is not on the path. Install it ' +
      '(apt-get install redis-server, brew install redis), or run with --only sqlite.',
  );
}

async function runs(command: string): Promise<boolean> {
  return (await runCommand(command, ['--version'], 10_000)).code === 0;
}
