import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '../engine/free-port.ts';

const main = fileURLToPath(new URL('../../lib/cli/main.ts', import.meta.url));

export interface SoakEngine {
  readonly url: string;
  stop(): Promise<void>;
}

/** The dev-server in a process of its own; resolves when it answers. */
export async function startDevServerProcess(): Promise<SoakEngine> {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), main, 'dev-server', '--port', String(port)],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const [line] = (await Promise.race([
    answers(`http://127.0.0.1:${port}/health`).then(() => ['up']),
    once(child, 'exit').then(([code]: unknown[]) => [`ended with ${String(code)}`]),
  ])) as [string];
  if (line !== 'up') throw new Error(`The dev-server ${line}.`);
  return {
    url: `http://127.0.0.1:${port}/api`,
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const answered = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} did not answer.`);
}
