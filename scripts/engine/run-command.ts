import { spawn } from 'node:child_process';

export interface CommandResult {
  /** The exit code; null when the command was killed by a signal or could not be started. */
  readonly code: number | null;
  /** stdout and stderr together, in the order they came. */
  readonly output: string;
  /** Why the command could not be started (not found, not executable). */
  readonly startError?: Error;
}

/** Runs a command to its end and never rejects; it is killed after `timeoutMs`. */
export function runCommand(
  command: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    // Not spawn's own `timeout`: its timer outlives a command that could not be started, and keeps
    // the process waiting for it.
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const settle = (result: CommandResult): void => {
      clearTimeout(timer);
      resolve(result);
    };
    child.once('error', (startError) => settle({ code: null, output, startError }));
    child.once('close', (code) => settle({ code, output }));
  });
}
