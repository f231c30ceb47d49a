import { ApiError, invalid, notFound, type ValidationError } from './api-error.ts';
import {
  arrayOrEmpty,
  flag,
  objectOrEmpty,
  oneOf,
  optionalText,
  requireObject,
  wholeNumber,
} from './json-values.ts';
import type { JsonObject } from './json-values.ts';

const TIMEOUT_POLICIES = ['RETRY', 'TIME_OUT_WF', 'ALERT_ONLY'] as const;
const RETRY_LOGICS = ['FIXED', 'EXPONENTIAL_BACKOFF', 'LINEAR_BACKOFF'] as const;

/** A task definition with every default filled in, as the server stores and shows it. */
export interface TaskDefinition {
  readonly name: string;
  readonly retryCount: number;
  readonly timeoutSeconds: number;
  readonly timeoutPolicy: (typeof TIMEOUT_POLICIES)[number];
  readonly retryLogic: (typeof RETRY_LOGICS)[number];
  readonly retryDelaySeconds: number;
  readonly responseTimeoutSeconds: number;
  readonly inputTemplate: JsonObject;
  readonly backoffScaleFactor: number;
  readonly maxRetryDelaySeconds: number;
  readonly backoffJitterMs: number;
  readonly totalTimeoutSeconds: number;
  /** Absent: no limit. */
  readonly concurrentExecLimit?: number;
  /** Absent: no limit. */
  readonly pollTimeoutSeconds?: number;
  readonly [field: string]: unknown;
}

/** Fills in what Conductor 3.32.1 fills in; fields that mean nothing here are kept as they came. */
export function completeTaskDefinition(value: unknown): TaskDefinition {
  const given = requireObject(value, 'taskDef');
  const seconds = (field: string, fallback: number) => wholeNumber(given[field], fallback, field);
  return {
    ...given,
    name: optionalText(given.name, 'name') ?? '',
    retryCount: seconds('retryCount', 3),
    timeoutSeconds: seconds('timeoutSeconds', 0),
    inputKeys: arrayOrEmpty(given.inputKeys, 'inputKeys'),
    outputKeys: arrayOrEmpty(given.outputKeys, 'outputKeys'),
    timeoutPolicy: oneOf(given.timeoutPolicy ?? 'TIME_OUT_WF', TIMEOUT_POLICIES, 'timeoutPolicy'),
    retryLogic: oneOf(given.retryLogic ?? 'FIXED', RETRY_LOGICS, 'retryLogic'),
    retryDelaySeconds: seconds('retryDelaySeconds', 60),
    responseTimeoutSeconds: seconds('responseTimeoutSeconds', 3600),
    inputTemplate: objectOrEmpty(given.inputTemplate, 'inputTemplate'),
    rateLimitPerFrequency: seconds('rateLimitPerFrequency', 0),
    rateLimitFrequencyInSeconds: seconds('rateLimitFrequencyInSeconds', 1),
    backoffScaleFactor: seconds('backoffScaleFactor', 1),
    maxRetryDelaySeconds: seconds('maxRetryDelaySeconds', 0),
    backoffJitterMs: seconds('backoffJitterMs', 0),
    totalTimeoutSeconds: seconds('totalTimeoutSeconds', 0),
    enforceSchema: flag(given.enforceSchema, false, 'enforceSchema'),
    ...positive(given, 'concurrentExecLimit'),
    ...positive(given, 'pollTimeoutSeconds'),
  };
}

function positive(given: JsonObject, field: string): Partial<TaskDefinition> {
  const number = wholeNumber(given[field], 0, field);
  return number > 0 ? { [field]: number } : {};
}

function problemsOf(definition: TaskDefinition): ValidationError[] {
  const { name, timeoutSeconds, responseTimeoutSeconds, totalTimeoutSeconds } = definition;
  const problems: ValidationError[] = [];
  const problem = (path: string, message: string, invalidValue: unknown) =>
    void problems.push({ path, message, invalidValue });
  if (name === '') problem('name', 'TaskDef name cannot be null or empty', name);
  if (responseTimeoutSeconds < 1) {
    problem(
      'responseTimeoutSeconds',
      'responseTimeoutSeconds should be minimum 1 second',
      responseTimeoutSeconds,
    );
  }
  for (const field of [
    'retryCount',
    'timeoutSeconds',
    'retryDelaySeconds',
    'backoffScaleFactor',
  ] as const) {
    const least = field === 'backoffScaleFactor' ? 1 : 0;
    if (definition[field] < least)
      problem(field, `TaskDef ${field} must be >= ${least}`, definition[field]);
  }
  if (timeoutSeconds > 0 && responseTimeoutSeconds > timeoutSeconds) {
    problem(
      'responseTimeoutSeconds',
      `TaskDef: ${name} responseTimeoutSeconds: ${responseTimeoutSeconds} must be less than timeoutSeconds: ${timeoutSeconds}`,
      responseTimeoutSeconds,
    );
  }
  if (totalTimeoutSeconds > 0 && timeoutSeconds > totalTimeoutSeconds) {
    problem(
      'timeoutSeconds',
      `TaskDef: ${name} timeoutSeconds: ${timeoutSeconds} must be less than totalTimeoutSeconds: ${totalTimeoutSeconds}`,
      timeoutSeconds,
    );
  }
  return problems;
}

/** The registered task definitions. */
export class TaskDefinitions {
  readonly #byName = new Map<string, TaskDefinition>();
  readonly #now: () => number;
  readonly #absentStatus: number;

  /** @param absentStatus what the deletion of an absent definition is answered with */
  constructor(now: () => number, absentStatus: number) {
    this.#now = now;
    this.#absentStatus = absentStatus;
  }

  /** Adds or replaces all of them, or none when one is not valid. */
  upsert(values: readonly unknown[]): void {
    if (values.length === 0) {
      throw invalid([
        { path: 'registerTaskDef.taskDefinitions', message: 'TaskDefList cannot be empty or null' },
      ]);
    }
    const definitions = values.map(validated);
    for (const definition of definitions) this.#store(definition);
  }

  update(value: unknown): void {
    const definition = validated(value);
    if (!this.#byName.has(definition.name))
      throw notFound(`No such task by name ${definition.name}`);
    this.#store(definition);
  }

  get(name: string): TaskDefinition {
    const definition = this.#byName.get(name);
    if (definition === undefined) throw notFound(`No such taskType found by name: ${name}`);
    return definition;
  }

  all(): TaskDefinition[] {
    return [...this.#byName.values()];
  }

  delete(name: string): void {
    if (!this.#byName.delete(name))
      throw new ApiError(this.#absentStatus, `No such task definition: ${name}`);
  }

  /** What a workflow that starts now embeds: an unregistered task runs with the defaults. */
  getOrDefault(name: string): TaskDefinition {
    return this.#byName.get(name) ?? completeTaskDefinition({ name });
  }

  #store(definition: TaskDefinition): void {
    const now = this.#now();
    const createTime = this.#byName.get(definition.name)?.createTime ?? now;
    this.#byName.set(definition.name, { ...definition, createTime, updateTime: now });
  }
}

function validated(value: unknown): TaskDefinition {
  const definition = completeTaskDefinition(value);
  const problems = problemsOf(definition);
  if (problems.length > 0) throw invalid(problems);
  return definition;
}
