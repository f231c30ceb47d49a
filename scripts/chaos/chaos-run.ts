import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningEngine } from '../engine/start-engine.ts';
import type { Side } from './side.ts';
import { Workload } from './workload.ts';

export interface ChaosRunOptions {
  readonly engine: RunningEngine;
  readonly sides: readonly Side[];
  /** Workflows of each side. */
  readonly workflows: number;
  /** Time for the workflows to come to their end once the faults are over. */
  readonly finishMs: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Pause between two starts of a workflow on every side: enough to spread them over the kills. */
const startPauseMs = 120;
/** A server that has just come back may take its time. */
const startTries = 5;
/** Into an outage: by then results that came at its beginning are stored, later ones are in memory. */
const midOutageMs = 5500;

/** The faults of a run: kills by progress, so that a slow machine meets them at the same places. */
export class ChaosRun {
  /** Milliseconds since 1970. */
  readonly engineKills: number[] = [];
  /** Milliseconds from each kill of the engine until it was healthy again. */
  readonly outages: number[] = [];
  readonly #options: ChaosRunOptions;
  #engineUp: Promise<void> = Promise.resolve();
  #startFailure: Error | null = null;

  constructor(options: ChaosRunOptions) {
    this.#options = options;
  }

  /** Resolves when the faults are over and the workflows had their time to end. */
  async run(): Promise<void> {
    const { sides, finishMs, say, signal } = this.#options;
    const over = new AbortController();
    const nudging = sides.map(({ workload }) => workload.nudge(over.signal));
    try {
      await this.#faults();
      say('no more faults; waiting for the workflows to end');
      const ends = sides.map(({ workload }) => workload.finish(finishMs, signal));
      say(`workflows that did not end: ${(await Promise.all(ends)).join(' and ')}`);
    } finally {
      over.abort();
      await Promise.all(nudging);
    }
  }

  async #faults(): Promise<void> {
    const { sides, signal } = this.#options;
    for (const side of sides) side.setFaults(true);
    const started = this.#startWorkflows();
    started.catch((error: unknown) => (this.#startFailure = error as Error));
    await this.#progress(0.2);
    await this.#engineOutage(async () => {
      await sleep(midOutageMs, undefined, { signal });
      await this.#killHosts();
    });
    await this.#progress(0.5);
    await this.#killHosts();
    await this.#progress(0.7);
    await this.#engineOutage(() => Promise.resolve());
    await this.#progress(0.9);
    await started;
    for (const side of sides) side.setFaults(false);
  }

  async #startWorkflows(): Promise<void> {
    const { sides, workflows, signal } = this.#options;
    for (let count = 0; count < workflows; count++) {
      for (const { workload } of sides) {
        await this.#startOne(workload);
      }
      await sleep(startPauseMs, undefined, { signal });
    }
  }

  /** One that is cut off is started once more; what became of the other, nobody asks. */
  async #startOne(workload: Workload): Promise<void> {
    for (let tries = 1; ; tries++) {
      await this.#engineUp;
      try {
        await workload.startOne();
        return;
      } catch (error) {
        if (tries === startTries) throw error;
        await sleep(1000, undefined, { signal: this.#options.signal });
      }
    }
  }

  /** Waits until this share of all results was accepted, on each side. */
  async #progress(share: number): Promise<void> {
    const { sides, workflows, say, signal } = this.#options;
    const wanted = workflows * Workload.tasksPerWorkflow * share;
    while (sides.some(({ accepted }) => accepted < wanted)) {
      for (const { host } of sides) host.assertAlive();
      if (this.#startFailure !== null) throw this.#startFailure;
      await sleep(100, undefined, { signal });
    }
    say(`${Math.round(share * 100)} % of the results accepted`);
  }

  async #engineOutage(meanwhile: () => Promise<void>): Promise<void> {
    const { engine, say } = this.#options;
    const begun = Date.now();
    this.engineKills.push(begun);
    say('killing the engine');
    const up = engine.kill().then(() => engine.restart());
    // Before anything can fail: who asks again waits for it.
    this.#engineUp = up;
    up.catch(() => undefined);
    await meanwhile();
    await up;
    this.outages.push(Date.now() - begun);
    say(`the engine is back after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  }

  async #killHosts(): Promise<void> {
    const { sides, say } = this.#options;
    say('killing the hosts');
    await Promise.all(sides.map((side) => side.killHost()));
    const stored = sides.map(({ host, mode }) => `${mode}: ${host.kills.at(-1)?.stored.size ?? 0}`);
    say(`results in the outboxes then: ${stored.join(', ')}`);
  }
}
