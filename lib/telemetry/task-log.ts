import { logsDebug, type Logger } from './logger-interface.ts';
import { maskSecrets, secretsOfTask } from './mask-secrets.ts';
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
    { runtimeMetadata }: Pick<Payloads, 'runtimeMetadata'> = {},
  ): void {
    const secrets = runtimeMetadata === undefined ? [] : secretsOfTask({ runtimeMetadata });
    this.#logger[level](
      { ...(secrets.length === 0 ? fields : maskFields(fields, secrets)), ...task },
      maskSecrets(message, secrets),
    );
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
    return this.#payloads && logsDebug(this.#logger);
  }
}

type LogLevelName = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

const hidden: ReadonlySet<string> = new Set(secretFields);

function maskFields(fields: object | undefined, secrets: readonly string[]): object {
  const mask = (_key: string, value: unknown): unknown =>
    typeof value === 'string' ? maskSecrets(value, secrets) : value;
  return JSON.parse(JSON.stringify(fields ?? {}, mask)) as object;
}

/** As text: nothing in it is taken for a field of the line, and its length has a bound. */
function shown(payload: unknown, task: Payloads): string {
  const secrets = secretsOfTask(task);
  const text = JSON.stringify(payload, (key, value: unknown) => {
    if (hidden.has(key)) return redactedText;
    return typeof value === 'string' ? maskSecrets(value, secrets) : value;
  });
  return text.length <= mostText ? text : `${text.slice(0, mostText)}… (${text.length} characters)`;
}
