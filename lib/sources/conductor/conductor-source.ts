import { SourceError } from '../../errors/source-error.ts';
import { isHtml, type Answer } from '../../http/answer.ts';
import { unintelligible } from '../../http/classify.ts';
import { HttpClient, type HttpRequest } from '../../http/http-client.ts';
import type { HttpSettings } from '../../http/http-settings.ts';
import type { Outcome } from '../../task/outcome.ts';
import type { Task } from '../../task/task.ts';
import type {
  EngineProbe,
  EncodedResult,
  PollRequest,
  TaskReference,
  TaskSource,
  TaskState,
} from '../task-source.ts';
import { isDefined, registerTaskDefinition } from './definitions.ts';
import { fetchExternalInput } from './external-input.ts';
import { LogDelivery } from './log-delivery.ts';
import { pathTemplate } from './path-template.ts';
import { PollPaths } from './poll-path.ts';
import { readPolledTasks } from './polled-tasks.ts';
import { probeEngine } from './probe.ts';
import { encodeResult } from './result-encoding.ts';
import { readTaskState } from './task-state.ts';
import { TextTasks } from './text-tasks.ts';

export interface ConductorSourceOptions {
  /** Polls that can be under way at once: at least one for each runner. */
  readonly pollConnections: number;
  /** Told what a user should know and no error says. */
  readonly onNotice?: (message: string) => void;
  /**
   * A request took `ms` milliseconds; `status` 0 = there was no answer. `path` holds `{taskId}` and
   * the like in place of what differs from one request to the next.
   */
  readonly onRequest?: (method: string, path: string, status: number, ms: number) => void;
}

/** @throws SettingsError when a TLS file can't be read. */
export function createConductorSource(
  settings: HttpSettings,
  options: ConductorSourceOptions,
): TaskSource {
  return new ConductorSource(settings, options);
}

/** A server that speaks Conductor's REST API: Conductor OSS and Orkes. */
class ConductorSource implements TaskSource {
  readonly description: string;
  readonly #http: HttpClient;
  readonly #onNotice: (message: string) => void;
  readonly #pollPaths = new PollPaths();
  readonly #readers = new Map<string, TextTasks>();
  readonly #logs: LogDelivery;

  constructor(settings: HttpSettings, options: ConductorSourceOptions) {
    this.#onNotice = options.onNotice ?? (() => undefined);
    const { pollConnections, onRequest } = options;
    this.#http = new HttpClient(settings, {
      pollConnections,
      onNotice: this.#onNotice,
      ...(onRequest !== undefined && {
        onRequest: ({ method, path }, status, ms) =>
          onRequest(method, pathTemplate(path), status, ms),
      }),
    });
    this.#logs = new LogDelivery(this.#http, this.#onNotice);
    this.description = `Conductor at ${this.#http.server}`;
  }

  async poll(request: PollRequest): Promise<readonly Task[]> {
    const get: HttpRequest = { method: 'GET', path: this.#pollPaths.for(request) };
    const answer = await this.#http.poll(get);
    const texts = request.asText === true ? this.#textTasks(request.taskType) : null;
    const read = texts?.read(answer.body);
    if (read !== undefined) return read;
    const polled = readPolledTasks(answer.body, request.taskType);
    if (polled === undefined) {
      throw unintelligible(answer, this.#http.contextOf(get), 'something that is no list of tasks');
    }
    if (polled.strange > 0) {
      this.#onNotice(
        `${this.#http.server} answered a poll of ${request.taskType} with ${polled.strange} members that are no tasks (no taskId or workflowInstanceId): left out.`,
      );
    }
    return polled.tasks;
  }

  encode(task: Task, outcome: Outcome, workerId: string): EncodedResult {
    return encodeResult(task, outcome, workerId);
  }

  deliver(result: EncodedResult): Promise<void> {
    if (result.surplusLogs.length === 0) return this.#update(result.body);
    // Logs first: once the result is accepted nobody would send them again after a failure.
    return this.#logs.send(result).then(() => this.#update(result.body));
  }

  fetchInput(task: Task): Promise<Task> {
    return fetchExternalInput(this.#http, task);
  }

  async extendLease({ taskId, workflowId }: TaskReference): Promise<void> {
    const ids = { workflowInstanceId: workflowId, taskId };
    await this.#update(JSON.stringify({ ...ids, status: 'IN_PROGRESS', extendLease: true }));
  }

  async lookUp(task: TaskReference): Promise<TaskState> {
    const get: HttpRequest = { method: 'GET', path: `/tasks/${encodeURIComponent(task.taskId)}` };
    let answer: Answer;
    try {
      answer = await this.#http.send(get);
    } catch (error) {
      if (error instanceof SourceError && error.kind === 'refused' && error.status === 404)
        return 'gone';
      throw error;
    }
    // Servers before v3.21.20 say 204 of a task that they do not know.
    if (answer.body === '') return 'gone';
    const state = readTaskState(answer.body);
    if (state === undefined)
      throw unintelligible(answer, this.#http.contextOf(get), 'something that is no task');
    return state;
  }

  registerTask(name: string, overwrite: boolean): Promise<void> {
    return registerTaskDefinition(this.#http, name, { overwrite });
  }

  isTaskDefined(name: string): Promise<boolean> {
    return isDefined(this.#http, name);
  }

  probe(): Promise<EngineProbe> {
    return probeEngine(this.#http);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  #textTasks(taskType: string): TextTasks {
    let reader = this.#readers.get(taskType);
    if (reader === undefined) this.#readers.set(taskType, (reader = new TextTasks(taskType)));
    return reader;
  }

  async #update(body: string): Promise<void> {
    const post: HttpRequest = { method: 'POST', path: '/tasks', body };
    const answer = await this.#http.send(post);
    // Something in front of the engine said this 200: nobody has stored the result.
    if (isHtml(answer)) throw unintelligible(answer, this.#http.contextOf(post), 'a page');
  }
}
