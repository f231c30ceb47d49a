import type { Task } from '../../task/task.ts';
import { TextTask, type TaskHead } from '../../task/text-task.ts';
import { endOfString, endOfValue } from './json-scan.ts';

const quote = 34;
const colon = 58;

type Head = { -readonly [K in keyof TaskHead]: TaskHead[K] | undefined };

const payloads = ['inputData', 'externalInputPayloadStoragePath'] as const;
type Wanted = keyof Head | (typeof payloads)[number];

/** Members that are looked at, by the length of their names: most others are passed over unread. */
const wanted: (readonly Wanted[] | undefined)[] = [];
for (const name of [...(Object.keys(emptyHead()) as Wanted[]), ...payloads])
  wanted[name.length] = [...(wanted[name.length] ?? []), name];

/**
 * Reads the tasks of one queue's polls without parsing their payloads.
 *
 * It knows the one form in which Conductor writes them: compact, each with both ids, its input an
 * object. Whatever is different is left to a real parser.
 */
export class TextTasks {
  readonly #taskType: string;
  readonly #quotedType: string;
  // A queue's tasks carry the same definitions again and again.
  readonly #workflowTask = new Repeated<Task['workflowTask']>();
  readonly #taskDefinition = new Repeated<Task['taskDefinition']>();
  #body = '';
  #at = 0;

  constructor(taskType: string) {
    this.#taskType = taskType;
    this.#quotedType = JSON.stringify(taskType);
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
    if (!head.taskId || !head.workflowInstanceId) return undefined;
    head.taskType ??= head.taskDefName ?? this.#taskType;
    head.taskDefName ??= head.taskType;
    return TextTask.create(head as TaskHead, this.#body.slice(start, this.#at));
  }

  /** @returns false when only a parser can make something of it. */
  #member(head: Head): boolean {
    const body = this.#body;
    const keyEnd = endOfString(body, this.#at);
    const start = keyEnd + 1;
    const end = endOfValue(body, start);
    if (end < 0 || keyEnd < 0 || body.charCodeAt(keyEnd) !== colon) return false;
    const key = this.#wanted(keyEnd);
    this.#at = end;
    switch (key) {
      case undefined:
        return true;
      case 'taskId':
      case 'workflowInstanceId':
      case 'taskType':
      case 'taskDefName':
        if (body.charCodeAt(start) !== quote) return false;
        head[key] = this.#string(start, end);
        return true;
      case 'workflowTask':
        head.workflowTask = this.#workflowTask.parse(body.slice(start, end));
        return true;
      case 'taskDefinition':
        head.taskDefinition = this.#taskDefinition.parse(body.slice(start, end));
        return true;
      case 'inputData':
        return body.startsWith('{', start);
      case 'externalInputPayloadStoragePath':
        return false;
      default:
        if (body.startsWith('null', start)) return true;
        head[key] = Number(body.slice(start, end));
        return !Number.isNaN(head[key]);
    }
  }

  /** The name of the member here, unless it is one to pass over. */
  #wanted(keyEnd: number): Wanted | undefined {
    const start = this.#at + 1;
    return wanted[keyEnd - 1 - start]?.find((name) => this.#body.startsWith(name, start));
  }

  #string(start: number, end: number): string {
    const { length } = this.#quotedType;
    if (end - start === length && this.#body.startsWith(this.#quotedType, start))
      return this.#taskType;
    // Parsed, not cut out: a piece of the body would keep all of it in memory.
    return JSON.parse(this.#body.slice(start, end)) as string;
  }

  #take(char: string): boolean {
    if (!this.#body.startsWith(char, this.#at)) return false;
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
