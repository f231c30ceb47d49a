import { expect } from 'chai';
import type { EngineUnderTest } from './engine-under-test.ts';
import type { Answer, Json, WireClient } from './wire-client.ts';

/** A task as the wire has it: what the specs look at, and whatever else came with it. */
export interface WireTask extends Json {
  readonly taskId: string;
  readonly workflowInstanceId: string;
  readonly status: string;
  readonly referenceTaskName: string;
}

export interface WireWorkflow extends Json {
  readonly workflowId: string;
  readonly status: string;
  readonly output: Json;
  readonly tasks: readonly WireTask[];
}

export interface Started {
  readonly type: string;
  readonly workflow: string;
  readonly id: string;
}

let counter = 0;

/** A name nobody else uses: queues, definitions, poll data and domains are all keyed by names. */
export function uniqueName(what: string): string {
  counter += 1;
  return `${what}-${process.pid}-${counter}`;
}

/** The steps that most specs begin with, on the wire. Every step expects the server's yes. */
export class Scene {
  readonly #engine: EngineUnderTest;

  constructor(engine: EngineUnderTest) {
    this.#engine = engine;
  }

  get wire(): WireClient {
    return this.#engine.wire;
  }

  /** Registers a task definition that neither retries nor times out unless told to; returns its name. */
  async task(definition: Json = {}): Promise<string> {
    const name = uniqueName('task');
    const full = { name, retryCount: 0, retryDelaySeconds: 0, timeoutSeconds: 0, ...definition };
    await this.ok(this.wire.post('/metadata/taskdefs', [full]));
    return name;
  }

  /** Registers a workflow of these tasks; returns its name. */
  async workflow(tasks: readonly Json[], definition: Json = {}): Promise<string> {
    const name = uniqueName('workflow');
    const full = { name, version: 1, schemaVersion: 2, ownerEmail: 'spec@example.com', tasks };
    await this.ok(this.wire.put('/metadata/workflow', [{ ...full, ...definition }]));
    return name;
  }

  async start(workflow: string, request: Json = {}): Promise<string> {
    const answer = await this.ok(this.wire.post('/workflow', { name: workflow, ...request }));
    return answer.text;
  }

  /** Registers one task and a workflow of just it, and starts that. */
  async startOne(definition: Json = {}, request: Json = {}, step: Json = {}): Promise<Started> {
    const type = await this.task(definition);
    const workflow = await this.workflow([simple(type, step)]);
    return { type, workflow, id: await this.start(workflow, request) };
  }

  async poll(type: string, query: Record<string, string | number> = {}): Promise<WireTask[]> {
    const parameters = { workerid: 'spec', count: 1, timeout: 0, ...query };
    const answer = await this.ok(this.wire.get(pollPath(type, parameters)));
    return answer.body as WireTask[];
  }

  /** Polls the one task that is expected to be there soon. */
  async take(type: string, query: Record<string, string | number> = {}): Promise<WireTask> {
    const tasks = await this.poll(type, { timeout: 4000, ...query });
    expect(tasks, `tasks polled for ${type}`).to.have.length(1);
    return tasks[0]!;
  }

  /** Sends a result; any answer will do. */
  send(task: WireTask, result: Json): Promise<Answer> {
    const { taskId, workflowInstanceId } = task;
    return this.wire.post('/tasks', { taskId, workflowInstanceId, ...result });
  }

  async finish(task: WireTask, result: Json = {}): Promise<void> {
    await this.ok(this.send(task, { status: 'COMPLETED', ...result }));
  }

  async readTask(taskId: string): Promise<WireTask> {
    return (await this.ok(this.wire.get(`/tasks/${taskId}`))).body as WireTask;
  }

  async readWorkflow(id: string): Promise<WireWorkflow> {
    return (await this.ok(this.wire.get(`/workflow/${id}`))).body as WireWorkflow;
  }

  /** Applies what time has made due, instead of waiting for the server's next sweep. */
  async decide(id: string): Promise<void> {
    await this.ok(this.wire.put(`/workflow/decide/${id}`));
  }

  async ok(asked: Promise<Answer>): Promise<Answer> {
    const answer = await asked;
    expect(answer.status, answer.text.slice(0, 500)).to.be.within(200, 204);
    return answer;
  }
}

export function simple(type: string, step: Json = {}): Json {
  return { name: type, taskReferenceName: type, type: 'SIMPLE', inputParameters: {}, ...step };
}

export function pollPath(type: string, query: Record<string, string | number>): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) parameters.set(key, String(value));
  return `/tasks/poll/batch/${encodeURIComponent(type)}?${parameters.toString()}`;
}
