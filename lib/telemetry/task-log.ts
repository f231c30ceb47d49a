import type { Logger } from './logger-interface.ts';
import { redactedText, secretFields } from './redaction.ts';

/** What lines of a task carry. */
export interface TaskFields {
  readonly worker: string;
  readonly taskType: string;
  readonly taskId: string;
  readonly workflowId: string;
}

/** The parts of a task whose values it may show, and of those that it must not. */
interface Payloads {
  readonly inputData: Record<string, unknown>;
  readonly runtimeMetadata?: Record<string, string>;
}

export interface TaskLogOptions {
  /** `log_payloads`. */
  readonly payloads: boolean;
}

/** Of an input or output, in characters. */
const mostText = 4000;
/** Shorter ones would black out half of a payload. */
const leastSecret = 4;

/**
 * Where tasks' own lines go, as they come, with what tells the task; and their input and output,
 * where `log_payloads` is on. Nothing else logs those.
 */
export class TaskLog {
  readonly #logger: Logger;
  readonly #payloads: boolean;

  constructor(logger: Logger, { payloads }: TaskLogOptions) {
    this.#logger = logger;
    this.#payloads = payloads;
  }

  line(
    task: Partial<TaskFields>,
    { level, message, fields }: { level: LogLevelName; message: string; fields?: object },
  ): void {
    this.#logger[level]({ ...fields, ...task }, message);
  }

  input(fields: () => TaskFields, task: Payloads): void {
    if (!this.#shows) return;
    this.#logger.debug({ ...fields(), input: shown(task.inputData, task) }, 'task input');
  }

  /** @param output JSON text */
  output(fields: () => TaskFields, task: Payloads, output: string): void {
    if (!this.#shows) return;
    this.#logger.debug({ ...fields(), output: shown(JSON.parse(output), task) }, 'task output');
  }

  get #shows(): boolean {
    const { level } = this.#logger;
    return this.#payloads && (level === undefined || level === 'debug' || level === 'trace');
  }
}

type LogLevelName = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

const hidden: ReadonlySet<string> = new Set(secretFields);

/** As text: nothing in it is taken for a field of the line, and its length has a bound. */
function shown(payload: unknown, { runtimeMetadata = {} }: Payloads): string {
  const secrets = Object.values(runtimeMetadata).filter(
    (value) => typeof value === 'string' && value.length >= leastSecret,
  );
  const text = JSON.stringify(payload, (key, value: unknown) => {
    if (hidden.has(key)) return redactedText;
    if (typeof value !== 'string') return value;
    return secrets.reduce((rest, secret) => rest.replaceAll(secret, redactedText), value);
  });
  return text.length <= mostText ? text : `${text.slice(0, mostText)}… (${text.length} characters)`;
}
