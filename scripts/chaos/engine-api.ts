/** What the script itself asks of the engine, past the proxy. */
export interface EngineTask {
  readonly taskId: string;
  readonly workflowInstanceId: string;
  readonly taskDefName: string;
  readonly referenceTaskName: string;
  readonly status: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly updateTime?: number;
  readonly retryCount?: number;
  readonly reasonForIncompletion?: string;
  readonly outputData?: Record<string, unknown>;
}

export interface EngineWorkflow {
  readonly workflowId: string;
  readonly status: string;
  readonly tasks: readonly EngineTask[];
}

type Json = Record<string, unknown>;

export class EngineApi {
  readonly #base: string;

  /** @param base `http://…/api` */
  constructor(base: string) {
    this.#base = base;
  }

  async defineTask(definition: Json): Promise<void> {
    await this.#ask('POST', '/metadata/taskdefs', [definition]);
  }

  async defineWorkflow(name: string, tasks: readonly Json[]): Promise<void> {
    const workflow = { name, version: 1, schemaVersion: 2, ownerEmail: 'chaos@example.com', tasks };
    await this.#ask('PUT', '/metadata/workflow', [{ ...workflow, timeoutSeconds: 0 }]);
  }

  /** @returns its id. */
  startWorkflow(name: string, input: Json): Promise<string> {
    return this.#ask('POST', '/workflow', { name, version: 1, input });
  }

  async workflow(id: string, includeTasks = true): Promise<EngineWorkflow> {
    const text = await this.#ask('GET', `/workflow/${id}?includeTasks=${includeTasks}`);
    return JSON.parse(text) as EngineWorkflow;
  }

  /** Applies what time has made due to a workflow, which the server's own sweep does up to two minutes late. */
  async decide(id: string): Promise<void> {
    await this.#ask('PUT', `/workflow/decide/${id}`);
  }

  /** Ends a step in the engine's stead. */
  async complete({ taskId, workflowInstanceId }: EngineTask): Promise<void> {
    await this.#ask('POST', '/tasks', { taskId, workflowInstanceId, status: 'COMPLETED' });
  }

  async terminate(id: string): Promise<void> {
    await this.#ask('DELETE', `/workflow/${id}`);
  }

  async remove(id: string): Promise<void> {
    await this.#ask('DELETE', `/workflow/${id}/remove?archiveWorkflow=false`);
  }

  async #ask(method: string, path: string, body?: unknown): Promise<string> {
    const answer = await fetch(this.#base + path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await answer.text();
    if (answer.ok) return text;
    throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
  }
}
