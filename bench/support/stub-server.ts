import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** Counts since the last reset. Times in milliseconds. */
export interface StubStats {
  readonly done: number;
  readonly expected: number;
  readonly dup: number;
  readonly unknown: number;
  readonly bad: number;
  readonly notdelivered: number;
  readonly failed: number;
  readonly polls: number;
  /** From the first task handed out to the last result. */
  readonly elapsed_ms: number;
  /** Of the monotonic clock; 0 = none yet. */
  readonly first_poll_at: number;
  /** Available -> result. */
  readonly total_ms: Percentiles | null;
  /** Handed out -> result. */
  readonly serve_ms: Percentiles | null;
}

export interface Load {
  /** Of each type. */
  readonly tasks: number;
  /** Default 1: `bench_0`; then `bench_1` and so on. */
  readonly types?: number;
  /** Bytes of a task. */
  readonly size: number;
  /** Tasks a second, over all types; absent = all at once. */
  readonly rate?: number;
  /** A result of fewer bytes counts as failed. Default 0. */
  readonly resultBytes?: number;
}

/** The stub Conductor, in a process of its own. */
export class StubServer implements AsyncDisposable {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#process = child;
  }

  static async start(program: string): Promise<StubServer> {
    const child = spawn(program, ['0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    const port = /^listening (\d+)/.exec(first.toString())?.[1];
    if (port === undefined) throw new Error(`The stub said: ${first.toString()}`);
    return new StubServer(`http://127.0.0.1:${port}`, child);
  }

  /** Forgets everything and offers a new load. */
  async reset({ tasks, size, rate = 0, types = 1, resultBytes = 0 }: Load): Promise<void> {
    // 100 ms is how long the real server's update-v2 waits for a next task.
    const query = `n=${tasks}&types=${types}&size=${size}&rate=${rate}&out=${resultBytes}`;
    await this.#get(`/ctl/reset?${query}&v2wait=100`);
  }

  /** Resolves when so many tasks have a result. @throws Error when none comes for `silenceMs`. */
  async finished(tasks: number, silenceMs: number): Promise<void> {
    let last = -1;
    let end = 0;
    for (;;) {
      const done = Number(await this.#get('/ctl/done'));
      if (done >= tasks) return;
      if (done !== last) end = Date.now() + silenceMs;
      if (Date.now() > end)
        throw new Error(
          `${done} of ${tasks} tasks have a result, and none came for ${silenceMs / 1000} s.`,
        );
      last = done;
      await sleep(25);
    }
  }

  async stats(): Promise<StubStats> {
    return JSON.parse(await this.#get('/ctl/stats')) as StubStats;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill();
    await exit;
  }

  async #get(path: string): Promise<string> {
    const answer = await fetch(this.url + path);
    return answer.text();
  }
}

/** @throws Error when a task was lost, done twice or failed: such a run measures nothing. */
export function verify(stats: StubStats, who: string): void {
  const { done, expected, dup, unknown, bad, notdelivered, failed } = stats;
  if (done === expected && dup + unknown + bad + notdelivered + failed === 0) return;
  throw new Error(
    `${who}: ${done} of ${expected} tasks done, ${dup} twice, ${failed} failed, ${unknown} unknown, ` +
      `${bad} unreadable, ${notdelivered} never handed out. Nothing is measured.`,
  );
}
