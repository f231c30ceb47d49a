import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Outbox } from '../../lib/delivery/outbox.ts';

const main = fileURLToPath(new URL('../../lib/cli/main.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');

export interface HostProcessOptions {
  /** Path of the worker module. */
  readonly module: string;
  readonly serverUrl: string;
  readonly outbox: 'undelivered' | 'always';
  readonly outboxDir: string;
  readonly logFile: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A host that was killed, and what its outbox held then. */
export interface HostKill {
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Tasks whose result was in the outbox. */
  readonly stored: ReadonlySet<string>;
}

/** `worker-host start` in a process of its own, from source. */
export class HostProcess {
  readonly kills: HostKill[] = [];
  readonly #options: HostProcessOptions;
  #child: ChildProcess;

  constructor(options: HostProcessOptions) {
    this.#options = options;
    this.#child = this.#spawn();
  }

  /** Kills it with SIGKILL and looks into its outbox, as the disk has it. */
  async kill(): Promise<HostKill> {
    const { pid = 0 } = this.#child;
    const gone = once(this.#child, 'exit');
    const at = Date.now();
    this.#child.kill('SIGKILL');
    await gone;
    const kill = { pid, at, stored: await this.stored() };
    this.kills.push(kill);
    return kill;
  }

  /** @throws Error when it has ended by itself. */
  assertAlive(): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) return;
    throw new Error(
      `The host ${String(pid)} ended by itself (exit code ${String(exitCode)}, signal ${String(signalCode)}); its log: ${this.#options.logFile}`,
    );
  }

  restart(): void {
    this.#child = this.#spawn();
  }

  /** Ends it with SIGTERM. @returns its exit code; null = it had to be killed. */
  async stop(withinMs = 40_000): Promise<number | null> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return exitCode;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), withinMs);
    const [code] = (await gone) as [number | null];
    clearTimeout(timer);
    return code;
  }

  /** Tasks whose result lies in the outbox; while no host has it open. */
  async stored(): Promise<ReadonlySet<string>> {
    const outbox = await Outbox.open(this.#options.outboxDir);
    const taskIds = new Set([...outbox.entries()].map(({ taskId }) => taskId));
    await outbox.close();
    return taskIds;
  }

  #spawn(): ChildProcess {
    const { module, serverUrl, outbox, outboxDir, logFile, env } = this.#options;
    const log = openSync(logFile, 'a');
    const flags = { serverUrl, outbox, outboxDir, logFormat: 'json', statusPort: '0' };
    const child = spawn(
      process.execPath,
      ['--import', tsx, main, 'start', module, ...flagsOf(flags)],
      { stdio: ['ignore', log, log], env: { PATH: process.env.PATH, ...env } },
    );
    closeSync(log);
    const killAtExit = (): void => void child.kill('SIGKILL');
    process.once('exit', killAtExit);
    child.once('exit', () => process.removeListener('exit', killAtExit));
    return child;
  }
}

function flagsOf(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([key, value]) => [
    `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    value,
  ]);
}
