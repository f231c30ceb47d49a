import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { processTree, processUsage, type Usage } from './process-usage.ts';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

const stopLimitMs = 20_000;
const startLimitMs = 60_000;

/**
 * A client in a process of its own, in whatever language: it prints `ready` once it works, and ends
 * when its standard input does.
 */
export class RunningClient implements AsyncDisposable {
  readonly #child: Child;
  /** When the process was asked for, in milliseconds of the monotonic clock. */
  readonly startedAt: number;

  private constructor(child: Child, startedAt: number) {
    this.#child = child;
    this.startedAt = startedAt;
  }

  /** Resolves when the client says that it is ready. */
  static async start(
    command: Command,
    environment: Readonly<Record<string, string>>,
  ): Promise<RunningClient> {
    const client = RunningClient.launch(command, environment);
    await client.#ready();
    return client;
  }

  /** Starts a program that never says that it is ready. */
  static launch(
    { program, args, env }: Command,
    environment: Readonly<Record<string, string>>,
  ): RunningClient {
    const startedAt = Number(process.hrtime.bigint()) / 1e6;
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...environment, ...env },
    });
    // What nobody reads must not fill the pipe.
    child.stdout.resume();
    return new RunningClient(child, startedAt);
  }

  usage(): Usage {
    return processUsage(this.#child.pid ?? 0);
  }

  /** Tells the client to end and waits until it has. @throws Error when it does not, or with a failure. */
  async stop(): Promise<void> {
    if (this.ended) return;
    const exit = once(this.#child, 'exit');
    this.#child.stdin.end();
    const timer = setTimeout(() => void this[Symbol.asyncDispose](), stopLimitMs);
    const [code, signal] = (await exit) as [number | null, string | null];
    clearTimeout(timer);
    if (signal === 'SIGKILL')
      throw new Error(`The client did not end within ${stopLimitMs / 1000} s.`);
    if (code !== 0) throw new Error(`The client ended with ${String(code ?? signal)}.`);
  }

  /** Ends it with SIGTERM, as a supervisor would. */
  async terminate(): Promise<void> {
    if (this.ended) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exit;
  }

  /**
   * Leaves nothing behind, also where `stop` was not reached: a child of the client that lived on
   * would take the tasks of the next one.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.ended || this.#child.pid === undefined) return;
    const exit = once(this.#child, 'exit');
    for (const pid of processTree(this.#child.pid)) kill(pid);
    await exit;
  }

  get ended(): boolean {
    const { exitCode, signalCode, pid } = this.#child;
    return exitCode !== null || signalCode !== null || pid === undefined;
  }

  async #ready(): Promise<void> {
    const failed = new Promise<never>((_, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) =>
        reject(new Error(`The client ended with ${String(code ?? signal)} before it was ready.`)),
      );
      setTimeout(
        () => reject(new Error(`The client was not ready within ${startLimitMs / 1000} s.`)),
        startLimitMs,
      ).unref();
    });
    failed.catch(() => undefined);
    const lines = createInterface({ input: this.#child.stdout });
    const ready = new Promise<void>((resolve) => {
      lines.on('line', (line) => {
        if (line === 'ready') resolve();
      });
    });
    try {
      await Promise.race([ready, failed]);
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
