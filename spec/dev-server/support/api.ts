import { startDevServer } from '../../../lib/dev-server/dev-server.ts';
import type { DevServer, DevServerOptions } from '../../../lib/dev-server/dev-server.ts';
import type { TaskView } from '../../../lib/dev-server/task-view.ts';
import type { WorkflowView } from '../../../lib/dev-server/workflow-view.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
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
      body: isJson ? (JSON.parse(text) as unknown) : text,
      headers: response.headers,
    };
  }

  /** One task of a type; fails when there is none. */
  async poll(type: string, query = 'timeout=0'): Promise<TaskView> {
    const [task] = await this.pollAll(type, query);
    if (task === undefined) throw new Error(`no task of type ${type} is waiting`);
    return task;
  }

  async pollAll(type: string, query = 'timeout=0&count=10'): Promise<TaskView[]> {
    const { body } = await this.call('GET', `/tasks/poll/batch/${type}?${query}`);
    return body as TaskView[];
  }

  update(
    task: Pick<TaskView, 'taskId' | 'workflowInstanceId'>,
    status: string,
    more: object = {},
  ): Promise<Answer> {
    const { taskId, workflowInstanceId } = task;
    return this.call('POST', '/tasks', { taskId, workflowInstanceId, status, ...more });
  }

  async task(taskId: string): Promise<TaskView> {
    return (await this.call('GET', `/tasks/${taskId}`)).body as TaskView;
  }

  workflow(id: string): WorkflowView {
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
