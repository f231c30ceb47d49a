/** The few calls to a real server that a measurement needs. */
export class ConductorApi {
  readonly #url: string;

  /** @param url with `/api` */
  constructor(url: string) {
    this.#url = url;
  }

  /** Makes workflow `name` of one task, which has the same name. */
  async define(names: readonly string[]): Promise<void> {
    const ownerEmail = 'bench@example.com';
    const tasks = names.map((name) => ({
      name,
      ownerEmail,
      retryCount: 0,
      timeoutSeconds: 3600,
      responseTimeoutSeconds: 600,
    }));
    await this.#send('POST', '/metadata/taskdefs', tasks);
    const workflows = names.map((name) => ({
      name,
      ownerEmail,
      version: 1,
      schemaVersion: 2,
      timeoutSeconds: 0,
      timeoutPolicy: 'ALERT_ONLY',
      tasks: [
        {
          name,
          taskReferenceName: 'only',
          type: 'SIMPLE',
          inputParameters: { text: '${workflow.input.text}' },
        },
      ],
    }));
    await this.#send('PUT', '/metadata/workflow', workflows);
  }

  /** @returns the workflow's id. */
  async start(name: string, input: unknown): Promise<string> {
    return this.#send('POST', `/workflow/${name}?version=1`, input);
  }

  /** The ids of those that have not ended. */
  async running(name: string): Promise<readonly string[]> {
    return JSON.parse(
      await this.#send('GET', `/workflow/running/${name}?version=1`),
    ) as readonly string[];
  }

  async workflow(id: string): Promise<Workflow> {
    return JSON.parse(await this.#send('GET', `/workflow/${id}?includeTasks=true`)) as Workflow;
  }

  /** Tasks that wait to be polled. */
  async queued(name: string): Promise<number> {
    const sizes = await this.#send('GET', `/tasks/queue/sizes?taskType=${name}`);
    return (JSON.parse(sizes) as Record<string, number>)[name] ?? 0;
  }

  async #send(method: string, path: string, body?: unknown): Promise<string> {
    const answer = await fetch(this.#url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return text;
  }
}

export interface Workflow {
  readonly status: string;
  readonly tasks: readonly {
    readonly status: string;
    /** Milliseconds since 1970, as is `endTime`. */
    readonly scheduledTime: number;
    readonly endTime: number;
  }[];
}
