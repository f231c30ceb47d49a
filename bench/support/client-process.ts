import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a client says of its own process since its last mark. */
export interface Usage {
  readonly cpuSeconds: number;
  /** Bytes, now. */
  readonly rss: number;
}

/** A program of bench/clients in a process of its own; plain JavaScript, since a loader would be measured too. */
export class ClientProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Resolves when the program says that it is ready; `ready` is what it said. */
  static async start(
    name: string,
    env: Readonly<Record<string, string>>,
  ): Promise<{ client: ClientProcess; ready: unknown }> {
    const file = fileURLToPath(new URL(`../clients/${name}`, import.meta.url));
    const child = fork(file, [], {
      env: { ...process.env, ...env },
      execArgv: (process.env.BENCH_EXEC_ARGV ?? '').split(' ').filter((flag) => flag !== ''),
    });
    const client = new ClientProcess(child);
    return { client, ready: await client.#answer() };
  }

  /** Begins a measurement. */
  async mark(): Promise<void> {
    await this.ask('mark');
  }

  async usage(): Promise<Usage> {
    return (await this.ask('usage')) as Usage;
  }

  async ask(question: string): Promise<unknown> {
    const answer = this.#answer();
    this.#child.send(question);
    return answer;
  }

  /** Tells the program to end and waits until it has. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.send('stop');
    const [code] = (await exit) as [number | null];
    if (code !== 0) throw new Error(`A client ended with ${String(code)}.`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.connected) return this.stop();
    this.#child.kill();
    return Promise.resolve();
  }

  async #answer(): Promise<unknown> {
    const gone = new AbortController();
    const signal = gone.signal;
    const exit = once(this.#child, 'exit', { signal }).then(([code]: unknown[]) => {
      throw new Error(`A client ended with ${String(code)} before it answered.`);
    });
    const message = once(this.#child, 'message', { signal }) as Promise<[unknown]>;
    exit.catch(() => undefined);
    message.catch(() => undefined);
    try {
      const [value] = await Promise.race([message, exit]);
      return value;
    } finally {
      gone.abort();
    }
  }
}
