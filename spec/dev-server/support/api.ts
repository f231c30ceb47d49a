import { startDevServer } from '../../../lib/dev-server/dev-server.ts';
import type { DevServer, DevServerOptions } from '../../../lib/dev-server/dev-server.ts';

/* eslint-disable @typescript-eslint/no-explicit-any -- answers are looked at, not typed */
export interface Answer {
  readonly status: number;
  readonly body: any;
  readonly headers: Headers;
}

/** A dev-server and plain HTTP to it. */
export class Api implements AsyncDisposable {
  readonly server: DevServer;

  constructor(server: DevServer) {
    this.server = server;
  }

  static async start(options?: DevServerOptions): Promise<Api> {
    return new Api(await startDevServer(options));
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.server.url + path, {
      method,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
    return {
      status: response.status,
      body: isJson ? JSON.parse(text) : text,
      headers: response.headers,
    };
  }

  /** One task of a type, or undefined. */
  async poll(type: string, query = 'timeout=0'): Promise<any> {
    return (await this.pollAll(type, query))[0];
  }

  async pollAll(type: string, query = 'timeout=0&count=10'): Promise<any[]> {
    const { body } = await this.call('GET', `/tasks/poll/batch/${type}?${query}`);
    return body as any[];
  }

  update(task: any, status: string, more: object = {}): Promise<Answer> {
    const { taskId, workflowInstanceId } = task;
    return this.call('POST', '/tasks', { taskId, workflowInstanceId, status, ...more });
  }

  task(taskId: string): Promise<Answer> {
    return this.call('GET', `/tasks/${taskId}`);
  }

  workflow(id: string): any {
    return this.server.workflow(id);
  }

  /** A workflow of SIMPLE tasks in a row, each named as its reference; no retries unless `definition` says so. */
  sequence(name: string, tasks: readonly string[], definition: object = {}): void {
    for (const task of tasks)
      this.server.registerTaskDef({
        name: task,
        retryCount: 0,
        retryDelaySeconds: 0,
        ...definition,
      });
    this.server.registerWorkflow({ name, tasks: tasks.map(simple) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop();
  }
}

/** A SIMPLE task that gets the workflow's `x`. */
export const simple = (name: string) => ({
  name,
  taskReferenceName: name,
  type: 'SIMPLE',
  inputParameters: { x: '${workflow.input.x}' },
});
