import { setTimeout as sleep } from 'node:timers/promises';
import { EngineApi } from '../chaos/engine-api.ts';

/** Of a hundred tasks. */
const shares = { 'soak-short': 80, 'soak-failing': 5, 'soak-second': 10, 'soak-large': 5 } as const;
/** A workflow is over long before, so that its engine can forget it and keeps its own memory. */
const removeAfterMs = 30_000;

/** Starts workflows of one task each at a steady rate. */
export class Load {
  started = 0;
  readonly #api: EngineApi;
  readonly #mix: readonly string[];
  readonly #old: { readonly id: string; readonly at: number }[] = [];

  constructor(engineUrl: string) {
    this.#api = new EngineApi(engineUrl);
    // Spread over the hundred: 37 has no divisor in common with it.
    const names = Object.entries(shares).flatMap(([name, share]) =>
      Array<string>(share).fill(name),
    );
    this.#mix = names.map((_, index) => names[(index * 37) % names.length] ?? '');
  }

  async define(): Promise<void> {
    for (const name of Object.keys(shares)) {
      await this.#api.defineTask({
        name,
        retryCount: 0,
        timeoutSeconds: 0,
        responseTimeoutSeconds: 60,
      });
      const inputParameters = { a: '${workflow.input.a}' };
      const task = { type: 'SIMPLE', name, taskReferenceName: 'only', inputParameters };
      await this.#api.defineWorkflow(name, [task]);
    }
  }

  /** @param rate workflows per second */
  async run(rate: number, ms: number, signal: AbortSignal): Promise<void> {
    const begun = Date.now();
    while (Date.now() - begun < ms) {
      const due = Math.floor(((Date.now() - begun) / 1000) * rate) - this.started;
      await Promise.all(Array.from({ length: Math.min(due, 20) }, () => this.#startOne()));
      await this.#removeOld();
      await sleep(50, undefined, { signal });
    }
  }

  async #startOne(): Promise<void> {
    const name = this.#mix[this.started % this.#mix.length] ?? '';
    this.started += 1;
    const id = await this.#api.startWorkflow(name, { a: this.started });
    this.#old.push({ id, at: Date.now() });
  }

  async #removeOld(): Promise<void> {
    const now = Date.now();
    const over: string[] = [];
    while (over.length < 20 && (this.#old[0]?.at ?? now) < now - removeAfterMs) {
      over.push(this.#old.shift()?.id ?? '');
    }
    await Promise.all(over.map((id) => this.#api.remove(id)));
  }
}
