import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const suite = 'spec/engine/running-server.ts';
/** The suite takes half a minute; a server that hangs must not keep a pipeline for hours. */
const limitMs = 10 * 60_000;

/**
 * Runs the engine specs with mocha against a server, its output going to ours; resolves to the
 * exit code, and rejects when `signal` ends it.
 *
 * @param queue the queue rule that the specs expect
 * @param mochaArgs passed on, `-g` for example
 */
export function runSpecs(
  url: string,
  queue: 'sql' | 'redis',
  mochaArgs: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const stateDirectory = './spec/support/state-directory.ts';
  const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
  const args = [
    '--import',
    'tsx',
    mocha,
    '--no-config',
    '--require',
    stateDirectory,
    '--timeout',
    '30000',
    ...mochaArgs,
    suite,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, CONDUCTOR_TEST_URL: url, CONDUCTOR_TEST_QUEUE: queue },
      signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
