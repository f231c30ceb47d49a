import type { Contender } from '../contenders/contender.ts';
import { RunningClient } from '../support/running-client.ts';
import { setupEnvironment, type Setup } from '../support/setup.ts';
import type { Bench } from './bench.ts';

/** The clients of one measurement: most often one, more where a queue is shared. */
export class Clients implements AsyncDisposable {
  readonly #all: readonly RunningClient[];

  private constructor(all: readonly RunningClient[]) {
    this.#all = all;
  }

  static async start(
    bench: Bench,
    contender: Contender,
    work: Setup,
    { url = `${bench.stub.url}/api`, count = 1 } = {},
  ): Promise<Clients> {
    const environment = setupEnvironment(url, contender.tune(work), bench.burnStepsPerMs);
    const all: RunningClient[] = [];
    for (let n = 0; n < count; n++)
      all.push(await RunningClient.start(contender.command, environment));
    return new Clients(all);
  }

  /** Of all together. */
  usage(): { readonly cpuSeconds: number; readonly rss: number } {
    const each = this.#all.map((client) => client.usage());
    return {
      cpuSeconds: each.reduce((sum, usage) => sum + usage.cpuSeconds, 0),
      rss: each.reduce((sum, usage) => sum + usage.rss, 0),
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.map((client) => client.stop()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map((client) => client[Symbol.asyncDispose]()));
  }
}
