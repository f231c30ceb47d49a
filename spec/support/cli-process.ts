import { spawn, type ChildProcess } from 'node:child_process';
import { nodeArguments, runningFile } from './project.ts';

const main = runningFile('lib/cli/main.ts');

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Given to standard input, which is closed then. */
  readonly input?: string;
}

/** How a process ended: exit code, or the signal that ended it. */
export interface CliEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running `worker-host`, without the settings of the surrounding environment. */
export class CliProcess {
  stdout = '';
  stderr = '';
  readonly child: ChildProcess;
  readonly ended: Promise<CliEnd>;

  constructor(args: readonly string[], { cwd, env = {}, input }: CliOptions = {}) {
    this.child = spawn(process.execPath, [...nodeArguments, main, ...args], {
      env: {
        PATH: process.env.PATH,
        XDG_STATE_HOME: process.env.XDG_STATE_HOME,
        // Without it a host starts sooner; who asks for its status says so.
        WORKER_HOST_STATUS_PORT: 'off',
        ...env,
      },
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (code, signal) => resolve({ code, signal }));
    });
    this.child.stdin?.end(input ?? '');
  }

  /** Its log lines so far. */
  logs(): Record<string, unknown>[] {
    return this.stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** For `afterEach`: leaves nothing behind, however the test went. */
  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** Runs `worker-host` to its end. */
export async function cli(
  args: readonly string[],
  options?: CliOptions,
): Promise<CliEnd & { stdout: string; stderr: string }> {
  const running = new CliProcess(args, options);
  const end = await running.ended;
  return { ...end, stdout: running.stdout, stderr: running.stderr };
}
