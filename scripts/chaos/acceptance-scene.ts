import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEngine, type RunningEngine } from '../engine/start-engine.ts';
import { EngineApi, type EngineTask } from './engine-api.ts';
import { HostProcess } from './host-process.ts';
import { readWork, type Work } from './work-log.ts';

/** A real server, a host without a proxy between them, and workflows of one task each. */
export class AcceptanceScene {
  readonly engine: RunningEngine;
  readonly api: EngineApi;
  readonly host: HostProcess;
  readonly #directory: string;
  readonly #defined = new Set<string>();

  private constructor(engine: RunningEngine, directory: string) {
    this.engine = engine;
    this.api = new EngineApi(engine.url);
    this.#directory = directory;
    this.host = new HostProcess({
      module: fileURLToPath(new URL('acceptance-workers.ts', import.meta.url)),
      serverUrl: engine.url,
      outbox: 'undelivered',
      outboxDir: join(directory, 'outbox'),
      logFile: join(directory, 'host.log'),
      env: { CHAOS_WORK_LOG: join(directory, 'work.log') },
    });
  }

  static async start(): Promise<AcceptanceScene> {
    const engine = await startEngine({ flavour: 'sqlite', durable: true });
    return new AcceptanceScene(engine, await mkdtemp(join(tmpdir(), 'worker-host-acceptance-')));
  }

  /** Starts a workflow of one task. @returns its id. */
  async begin(
    name: string,
    responseTimeoutSeconds: number,
    input: Record<string, unknown>,
  ): Promise<string> {
    const type = `${name}-${responseTimeoutSeconds}`;
    if (!this.#defined.has(type)) {
      await this.api.defineTask({
        name,
        retryCount: 3,
        retryDelaySeconds: 0,
        timeoutSeconds: 0,
        responseTimeoutSeconds,
      });
      const inputParameters = {
        durationMs: '${workflow.input.durationMs}',
        spin: '${workflow.input.spin}',
      };
      const task = { type: 'SIMPLE', name, taskReferenceName: 'only', inputParameters };
      await this.api.defineWorkflow(type, [task]);
      this.#defined.add(type);
    }
    return this.api.startWorkflow(type, input);
  }

  /** By task id. */
  work(): Map<string, Work> {
    return readWork(join(this.#directory, 'work.log'));
  }

  /** All attempts of a workflow's task. */
  async attempts(workflowId: string): Promise<readonly EngineTask[]> {
    return (await this.api.workflow(workflowId)).tasks;
  }

  /** Waits for a condition. @returns milliseconds that it took. */
  async until(what: string, check: () => boolean | Promise<boolean>, ms: number): Promise<number> {
    const begun = Date.now();
    while (!(await check())) {
      if (Date.now() - begun > ms) throw new Error(`not within ${ms} ms: ${what}`);
      await sleep(50);
    }
    return Date.now() - begun;
  }

  async end(): Promise<void> {
    await this.host.stop();
    await this.engine.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
