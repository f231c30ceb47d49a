import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerCommand {
  /** What it is called in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly logFile: string;
}

/** A server process that we started, and nobody else's: it is only ever signalled by its own handle. */
export class ChildServer {
  readonly #child: ChildProcess;
  readonly #command: ServerCommand;
  #startError: Error | null = null;

  private constructor(child: ChildProcess, command: ServerCommand) {
    this.#child = child;
    this.#command = command;
    child.once('error', (error) => {
      this.#startError = error;
    });
    // A launcher that fails half-way must not leave a server behind.
    const killAtExit = (): void => void child.kill('SIGKILL');
    process.once('exit', killAtExit);
    child.once('exit', () => process.removeListener('exit', killAtExit));
  }

  /** Starts the process with its output going to the log file. */
  static async spawn(command: ServerCommand): Promise<ChildServer> {
    const log = await open(command.logFile, 'a');
    try {
      const child = spawn(command.command, command.args, {
        cwd: command.directory,
        stdio: ['ignore', log.fd, log.fd],
      });
      return new ChildServer(child, command);
    } finally {
      await log.close();
    }
  }

  /** Waits until `check` says yes; fails with the end of the log when the process ends or time is up. */
  async ready(check: () => Promise<boolean>, withinMs: number): Promise<void> {
    const end = Date.now() + withinMs;
    while (!(await check())) {
      if (this.#ended) throw await this.#failure('ended before it was ready');
      if (Date.now() > end) throw await this.#failure(`was not ready within ${withinMs / 1000} s`);
      await sleep(100);
    }
  }

  /** SIGTERM, then SIGKILL when it is still there after `withinMs`; resolves when the process is gone. */
  async stop(withinMs = 20_000): Promise<void> {
    if (this.#ended) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), withinMs);
    await gone;
    clearTimeout(timer);
  }

  /** SIGKILL, as a crash would end it; resolves when the process is gone. */
  async kill(): Promise<void> {
    if (this.#ended) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  get #ended(): boolean {
    const { exitCode, signalCode } = this.#child;
    return this.#startError !== null || exitCode !== null || signalCode !== null;
  }

  async #failure(what: string): Promise<Error> {
    const { exitCode, signalCode } = this.#child;
    const log = await readFile(this.#command.logFile, 'utf8');
    const why = this.#startError?.message ?? `exit code ${exitCode}, signal ${signalCode}`;
    const lastLines = log.trimEnd().split('\n').slice(-40).join('\n');
    return new Error(
      `${this.#command.name} ${what} (${why}). The end of ${this.#command.logFile}:\n${lastLines}`,
    );
  }
}
