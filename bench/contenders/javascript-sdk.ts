import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../support/run-command.ts';
import type { Setup } from '../support/setup.ts';
import type { Contender } from './contender.ts';

const folder = fileURLToPath(new URL('../peers', import.meta.url));
const client = fileURLToPath(new URL('../clients/conductor-javascript.js', import.meta.url));
const sdk = join(folder, 'node_modules', '@io-orkes', 'conductor-javascript', 'package.json');

export interface JavascriptSdk {
  readonly best: Contender;
  /** At its best while idle: polls that are held for a second. */
  readonly bestIdle: Contender;
  /** Only the number of tasks in flight is set. */
  readonly defaults: Contender;
}

/** Installs it, if it is not there: every ratio refers to it. @throws Error when that fails. */
export async function javascriptSdk(): Promise<JavascriptSdk> {
  if (!existsSync(sdk)) {
    // Its optional peers (agent frameworks) contradict each other; none of them is needed.
    const flags = ['--legacy-peer-deps', '--no-audit', '--no-fund', '--no-package-lock'];
    await runCommand('npm', ['install', ...flags], folder);
  }
  const { version } = JSON.parse(readFileSync(sdk, 'utf8')) as { version: string };
  const name = `JavaScript SDK ${version.replace(/^v/, '')}`;
  const command = { program: process.execPath, args: [client] };
  return {
    best: { name: `${name}, best`, command, tune: best, baseline: true },
    bestIdle: { name: `${name}, best`, command, tune: bestIdle, baseline: true },
    defaults: { name: `${name}, defaults`, command, tune: (work) => work, fullOnly: true },
  };
}

function best(work: Setup): Setup {
  const { types, concurrency = 10 } = work;
  // Each type's poll holds a connection, and so does each result; its default of 10 starves them.
  return { ...work, concurrency, pollInterval: 1, connections: types + concurrency + 10 };
}

function bestIdle(work: Setup): Setup {
  return { ...best(work), pollTimeout: 1000 };
}
