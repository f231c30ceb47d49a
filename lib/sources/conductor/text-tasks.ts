import type { Task } from '../../task/task.ts';
import { TextTask, type TaskHead } from '../../task/text-task.ts';
import { endOfString, endOfValue } from './json-scan.ts';

type Head = { -readonly [K in keyof TaskHead]: TaskHead[K] | undefined };

/**
 * Reads the tasks of one queue's polls without parsing their payloads.
 *
 * It knows the one form in which Conductor writes them: compact, each with both ids, its input an
 * object. Whatever is different is left to a real parser.
 */
export class TextTasks {
  readonly #taskType: string;
  // A queue's tasks carry the same definitions again and again.
  readonly #workflowTask = new Repeated<Task['workflowTask']>();
  readonly #taskDefinition = new Repeated<Task['taskDefinition']>();
  #body = '';
  #at = 0;

  constructor(taskType: string) {
    this.#taskType = taskType;
  }

  /** @param body the answer to a poll. @returns undefined when it is to be parsed. */
  read(body: string): readonly Task[] | undefined {
    if (!body.startsWith('[{')) return undefined;
    this.#body = body;
    this.#at = 1;
    try {
      return this.#tasks();
    } catch {
      return undefined; // Not JSON: the parser's error is better.
    } finally {
      this.#body = '';
    }
  }

  #tasks(): readonly Task[] | undefined {
    const tasks: Task[] = [];
    do {
      const task = this.#task();
      if (task === undefined) return undefined;
      tasks.push(task);
    } while (this.#take(','));
    return this.#take(']') && this.#at === this.#body.length ? tasks : undefined;
  }

  #task(): Task | undefined {
    const start = this.#at;
    if (!this.#take('{')) return undefined;
    const head: Head = emptyHead();
    do {
      if (!this.#member(head)) return undefined;
    } while (this.#take(','));
    if (!this.#take('}')) return undefined;
    const { taskId, workflowInstanceId } = head;
    if (!taskId || !workflowInstanceId) return undefined;
    const taskType = head.taskType ?? head.taskDefName ?? this.#taskType;
    const taskDefName = head.taskDefName ?? taskType;
    const text = this.#body.slice(start, this.#at);
    return TextTask.create({ ...head, taskId, workflowInstanceId, taskType, taskDefName }, text);
  }

  /** @returns false when only a parser can make something of it. */
  #member(head: Head): boolean {
    const body = this.#body;
    const keyEnd = endOfString(body, this.#at);
    const start = keyEnd + 1;
    const end = endOfValue(body, start);
    if (end < 0 || keyEnd < 0 || body.charAt(keyEnd) !== ':') return false;
    const key = body.slice(this.#at + 1, keyEnd - 1);
    this.#at = end;
    switch (key) {
      case 'taskId':
      case 'workflowInstanceId':
      case 'taskType':
      case 'taskDefName':
        if (body.charAt(start) !== '"') return false;
        // Parsed, not cut out: a piece of the body would keep all of it in memory.
        head[key] = JSON.parse(body.slice(start, end)) as string;
        return true;
      case 'retryCount':
      case 'startTime':
      case 'updateTime':
      case 'queueWaitTime':
      case 'responseTimeoutSeconds':
        head[key] = Number(body.slice(start, end));
        return !Number.isNaN(head[key]);
      case 'workflowTask':
        head.workflowTask = this.#workflowTask.parse(body.slice(start, end));
        return true;
      case 'taskDefinition':
        head.taskDefinition = this.#taskDefinition.parse(body.slice(start, end));
        return true;
      case 'inputData':
        return body.charAt(start) === '{';
      default:
        return key !== 'externalInputPayloadStoragePath' && !key.includes('\\');
    }
  }

  #take(char: string): boolean {
    if (this.#body.charAt(this.#at) !== char) return false;
    this.#at++;
    return true;
  }
}

/** What a text says, as long as it stays the same. */
class Repeated<Value> {
  #text = '';
  #value: Value | undefined;

  parse(text: string): Value | undefined {
    if (text !== this.#text) {
      this.#value = JSON.parse(text) as Value;
      // A copy: the text is a piece of the body, which would stay in memory with it.
      this.#text = Buffer.from(text).toString();
    }
    return this.#value;
  }
}

function emptyHead(): Head {
  return {
    taskId: undefined,
    workflowInstanceId: undefined,
    taskDefName: undefined,
    taskType: undefined,
    retryCount: undefined,
    startTime: undefined,
    updateTime: undefined,
    queueWaitTime: undefined,
    responseTimeoutSeconds: undefined,
    workflowTask: undefined,
    taskDefinition: undefined,
  };
}
