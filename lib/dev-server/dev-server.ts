import type { AddressInfo } from 'node:net';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { Engine } from './engine.ts';
import { Faults } from './faults.ts';
import type { FailingAnswer, FaultFilter } from './faults.ts';
import { createHttpApp } from './http-app.ts';
import type { JsonObject } from './json-values.ts';
import type { Storage } from './storage-rules.ts';
import { taskView } from './task-view.ts';
import type { TaskView } from './task-view.ts';
import type { StartOptions } from './workflow-control.ts';
import { waitForWorkflow } from './workflow-waiting.ts';
import type { WaitOptions } from './workflow-waiting.ts';
import { workflowView } from './workflow-view.ts';
import type { WorkflowView } from './workflow-view.ts';

export interface DevServerOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** 127.0.0.1 by default. There is no authentication: think before you choose another. */
  readonly host?: string;
  /** What kind of queue it behaves like; `sql` by default, as a Conductor server out of the box. */
  readonly queue?: Storage;
  /** The real time by default. */
  readonly clock?: Clock;
  /** After how many answers a connection is closed; 100 by default, as Tomcat does. */
  readonly maxRequestsPerConnection?: number;
}

/** A running double of a Conductor server, all in memory. */
export interface DevServer extends AsyncDisposable {
  /** Base of the API: `http://127.0.0.1:PORT/api`. */
  readonly url: string;
  readonly port: number;
  /** Adds or replaces a task definition. */
  registerTaskDef(definition: JsonObject): void;
  /** Adds or replaces a workflow definition. */
  registerWorkflow(definition: JsonObject): void;
  /** Starts a workflow and returns its id. */
  startWorkflow(name: string, input?: JsonObject, options?: StartOptions): string;
  /** The workflow with its tasks, as `GET /workflow/{id}` shows it. */
  workflow(workflowId: string): WorkflowView;
  /** Resolves with the workflow once it ended, or reached a status. */
  waitForWorkflow(workflowId: string, options?: WaitOptions): Promise<WorkflowView>;
  /** Every task of every workflow, oldest first. */
  tasks(): TaskView[];
  /** The next `count` matching requests get this answer and are not handled. */
  failNext(count: number, answer: FailingAnswer): void;
  /** The next `count` matching requests are handled, and their connection is destroyed instead of answered. */
  dropNext(count: number, filter?: FaultFilter): void;
  /** Ends held polls with what they have and closes every connection. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts a Conductor double for tests, demos and development. Nothing is kept on disk. It runs SIMPLE, FORK_JOIN,
 * JOIN, SWITCH and DO_WHILE tasks; definitions with others are refused when they are registered.
 *
 * @throws Error when the port can't be listened on
 */
export async function startDevServer(options: DevServerOptions = {}): Promise<DevServer> {
  const {
    port = 0,
    host = '127.0.0.1',
    queue = 'sql',
    clock = systemClock,
    maxRequestsPerConnection = 100,
  } = options;
  const engine = new Engine(clock, queue);
  const faults = new Faults();
  const app = createHttpApp(engine, faults, maxRequestsPerConnection);
  await app.listen({ port, host });
  const address = app.server.address() as AddressInfo;
  const { state, control } = engine;
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= stopAll(engine, () => app.close());
    return stopped;
  };
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}/api`,
    port: address.port,
    registerTaskDef: (definition) => state.taskDefinitions.upsert([definition]),
    registerWorkflow: (definition) => void state.workflowDefinitions.register(definition, true),
    startWorkflow: (name, input = {}, start = {}) => control.start(name, input, start).workflowId,
    workflow: (workflowId) => workflowView(state.workflow(workflowId), clock.now()),
    waitForWorkflow: (workflowId, wait = {}) => waitForWorkflow(engine, workflowId, wait),
    tasks: () => [...state.tasks.values()].map((task) => taskView(task, clock.now())),
    failNext: (count, answer) => faults.failNext(count, answer),
    dropNext: (count, filter = {}) => faults.dropNext(count, filter),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Held polls are answered first: closing the connections under them would strand what they popped. */
async function stopAll(engine: Engine, closeHttp: () => Promise<unknown>): Promise<void> {
  engine.stop();
  await new Promise((resolve) => setImmediate(resolve));
  await closeHttp();
}
