import { spawn } from 'node:child_process';
import { basename } from 'node:path';

/**
 * Runs a program to its end, its output on our stderr.
 *
 * @throws Error when it fails; its message goes into tables, so it names no folder.
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<void> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 2, 2] });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0)
    throw new Error(`${basename(program)} ${args.join(' ')} ended with ${String(code)}.`);
}
