import { taskOf } from './task-of.ts';
import type { Task } from './task.ts';

/** What a host needs of each task. `undefined` = the engine left it out. */
export interface TaskHead {
  readonly taskId: string;
  readonly workflowInstanceId: string;
  readonly taskDefName: string;
  readonly taskType: string;
  readonly retryCount: Task['retryCount'] | undefined;
  readonly startTime: Task['startTime'] | undefined;
  readonly updateTime: Task['updateTime'] | undefined;
  readonly queueWaitTime: Task['queueWaitTime'] | undefined;
  readonly responseTimeoutSeconds: Task['responseTimeoutSeconds'] | undefined;
  readonly workflowTask: Task['workflowTask'] | undefined;
  readonly taskDefinition: Task['taskDefinition'] | undefined;
}

/** What it asks for now and then. */
const rest = [
  'inputData',
  'outputData',
  'referenceTaskName',
  'status',
  'workflowType',
  'correlationId',
  'retriedTaskId',
  'seq',
  'pollCount',
  'iteration',
  'domain',
  'scheduledTime',
  'callbackAfterSeconds',
  'workflowPriority',
  'runtimeMetadata',
] as const;

/**
 * A task on its way to a thread: the JSON text that the engine sent, and its head. The rest is
 * parsed once, in the thread: to copy objects into another thread costs more than all else that a
 * short task does, and a text is copied in no time. Whoever asks here parses it here as well.
 */
export class TextTask {
  readonly taskId: string;
  readonly workflowInstanceId: string;
  readonly taskDefName: string;
  readonly taskType: string;
  readonly retryCount: number | undefined;
  readonly startTime: number | undefined;
  readonly updateTime: number | undefined;
  readonly queueWaitTime: number | undefined;
  readonly responseTimeoutSeconds: number | undefined;
  readonly workflowTask: Task['workflowTask'] | undefined;
  readonly taskDefinition: Task['taskDefinition'] | undefined;
  readonly #text: string;
  #whole: Task | null = null;

  private constructor(head: TaskHead, text: string) {
    this.taskId = head.taskId;
    this.workflowInstanceId = head.workflowInstanceId;
    this.taskDefName = head.taskDefName;
    this.taskType = head.taskType;
    this.retryCount = head.retryCount;
    this.startTime = head.startTime;
    this.updateTime = head.updateTime;
    this.queueWaitTime = head.queueWaitTime;
    this.responseTimeoutSeconds = head.responseTimeoutSeconds;
    this.workflowTask = head.workflowTask;
    this.taskDefinition = head.taskDefinition;
    this.#text = text;
  }

  /** @param text JSON of an object with both ids, and the members that `head` has. */
  static create(head: TaskHead, text: string): Task {
    return new TextTask(head, text) as unknown as Task;
  }

  /** The text, when this is such a task. */
  static textOf(task: Task): string | null {
    return #text in task ? (task as unknown as TextTask).#text : null;
  }

  /** The whole task of a text. @throws SyntaxError when it is not JSON after all. */
  static parse(text: string, taskType: string): Task {
    const task = taskOf(JSON.parse(text), taskType);
    if (task === undefined) throw new SyntaxError('It is no task.');
    return task;
  }

  /** Of a text that is not JSON after all, for which the thread fails the task, only the head. */
  get whole(): Task {
    if (this.#whole !== null) return this.#whole;
    const { taskId, workflowInstanceId, taskDefName, taskType } = this;
    try {
      this.#whole = TextTask.parse(this.#text, taskType);
    } catch {
      this.#whole = { taskId, workflowInstanceId, taskDefName, taskType, inputData: {} };
    }
    return this.#whole;
  }
}

for (const name of rest) {
  Object.defineProperty(TextTask.prototype, name, {
    get(this: TextTask) {
      return this.whole[name];
    },
  });
}
