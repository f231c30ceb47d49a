import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineApi } from './engine-api.ts';
import { nextFault } from './fault-plan.ts';
import { FaultProxy } from './fault-proxy.ts';
import { HostProcess } from './host-process.ts';
import { Random } from './random.ts';
import { judge, type Verdict } from './verdict.ts';
import { readWork } from './work-log.ts';
import { Workload } from './workload.ts';

export interface SideOptions {
  readonly mode: 'undelivered' | 'always';
  readonly api: EngineApi;
  readonly engineUrl: string;
  readonly directory: string;
  readonly seed: number;
  readonly responseTimeoutSeconds: number;
}

/** What a side leaves when all is over. */
export interface SideEnd {
  readonly exitCode: number | null;
  readonly leftInOutbox: number;
  readonly verdict: Verdict;
}

/** One host with its proxy and its workflows. Two of them share the engine, and each its kills. */
export class Side {
  readonly mode: SideOptions['mode'];
  readonly workload: Workload;
  readonly proxy: FaultProxy;
  readonly host: HostProcess;
  readonly #prefix: string;
  readonly #workLog: string;
  readonly #random: Random;

  private constructor(proxy: FaultProxy, options: SideOptions) {
    const { mode, api, directory, seed, responseTimeoutSeconds } = options;
    this.mode = mode;
    this.proxy = proxy;
    this.#prefix = `chaos-${mode}`;
    this.#workLog = join(directory, `${mode}-work.log`);
    this.#random = new Random(seed);
    this.workload = new Workload(api, {
      prefix: this.#prefix,
      responseTimeoutSeconds,
      random: new Random(seed + 1),
    });
    this.host = new HostProcess({
      module: fileURLToPath(new URL('workers.ts', import.meta.url)),
      serverUrl: proxy.url,
      outbox: mode,
      outboxDir: join(directory, `${mode}-outbox`),
      logFile: join(directory, `${mode}-host.log`),
      env: { CHAOS_WORK_LOG: this.#workLog, CHAOS_PREFIX: this.#prefix },
    });
  }

  static async start(options: SideOptions): Promise<Side> {
    const side = new Side(await FaultProxy.start(options.engineUrl), options);
    await side.workload.define();
    return side;
  }

  /** Results that the engine has accepted, of all attempts. */
  get accepted(): number {
    return this.proxy.journal.acceptedCount;
  }

  setFaults(on: boolean): void {
    this.proxy.nextFault = on ? () => nextFault(this.#random) : () => ({ kind: 'none' });
  }

  async killHost(): Promise<void> {
    await this.host.kill();
    this.host.restart();
  }

  /** Stops the host and judges. */
  async end(engineKills: readonly number[]): Promise<SideEnd> {
    const exitCode = await this.host.stop();
    const leftInOutbox = (await this.host.stored()).size;
    const verdict = judge({
      workflows: await this.workload.read(),
      prefix: this.#prefix,
      work: readWork(this.#workLog),
      journal: this.proxy.journal,
      hostKills: this.host.kills,
      engineKills,
    });
    return { exitCode, leftInOutbox, verdict };
  }

  /** Leaves nothing running. */
  async abandon(): Promise<void> {
    await this.host.stop(0);
    await this.proxy.stop();
  }
}
