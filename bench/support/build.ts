import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const build = join(root, 'node_modules', '.cache', 'worker-host-bench');

/**
 * Builds lib/ with the settings of the package into a folder of the benchmarks' own: a build of the
 * package meanwhile changes nothing under a running measurement. `BENCH_DIST` names another build
 * to measure instead. @returns the folder of `index.js`.
 */
export async function buildPackage(): Promise<string> {
  if (process.env.BENCH_DIST !== undefined) return resolve(process.env.BENCH_DIST);
  const dist = join(build, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(build, { recursive: true });
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [compiler, '-p', 'tsconfig.build.json', '--outDir', dist];
  await runCommand(process.execPath, args, root);
  // The status page is served as it is written.
  const dashboard = join('status', 'dashboard');
  cpSync(join(root, 'lib', dashboard), join(dist, dashboard), { recursive: true });
  // The package reads its version from the folder above its code.
  cpSync(join(root, 'package.json'), join(build, 'package.json'));
  return dist;
}

/** Compiles the stub server. @returns the program's path. */
export async function buildStub(): Promise<string> {
  mkdirSync(build, { recursive: true });
  const program = join(build, 'conductor-stub');
  await runCommand('gcc', ['-O2', '-o', program, 'conductor-stub.c'], join(root, 'bench'));
  return program;
}
