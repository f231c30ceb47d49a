import { badRequest, conflict, notFound } from './api-error.ts';
import { objectOrEmpty, optionalText, requireObject, wholeNumber } from './json-values.ts';
import type { JsonObject } from './json-values.ts';
import { completeTasks, nestedTasks } from './workflow-task.ts';
import type { WorkflowTask } from './workflow-task.ts';
import { checkConditions } from './conditions.ts';

/** A workflow definition, defaults filled in. */
export interface WorkflowDefinition {
  readonly name: string;
  readonly version: number;
  readonly tasks: readonly WorkflowTask[];
  readonly outputParameters: JsonObject;
  readonly inputTemplate: JsonObject;
  readonly timeoutSeconds: number;
  readonly [field: string]: unknown;
}

/** @throws ApiError 400 when the definition is not valid or needs what the dev-server can't do */
export function completeWorkflowDefinition(value: unknown): WorkflowDefinition {
  const given = requireObject(value, 'workflowDef');
  const name = optionalText(given.name, 'name') ?? '';
  if (name === '') throw badRequest('WorkflowDef name cannot be null or empty');
  const tasks = completeTasks(given.tasks, 'tasks');
  if (tasks.length === 0)
    throw badRequest(`WorkflowDef ${name}: WorkflowTask list cannot be empty`);
  checkReferences(tasks, new Set());
  return {
    inputParameters: [],
    schemaVersion: 2,
    restartable: true,
    workflowStatusListenerEnabled: false,
    timeoutPolicy: 'ALERT_ONLY',
    variables: {},
    enforceSchema: true,
    ...given,
    name,
    version: wholeNumber(given.version, 1, 'version'),
    tasks,
    outputParameters: objectOrEmpty(given.outputParameters, 'outputParameters'),
    inputTemplate: objectOrEmpty(given.inputTemplate, 'inputTemplate'),
    timeoutSeconds: wholeNumber(given.timeoutSeconds, 0, 'timeoutSeconds'),
  };
}

function checkReferences(tasks: readonly WorkflowTask[], seen: Set<string>): void {
  for (const task of tasks) {
    if (seen.has(task.taskReferenceName)) {
      throw badRequest(
        `taskReferenceName: ${task.taskReferenceName} should be unique across tasks for a given workflow`,
      );
    }
    seen.add(task.taskReferenceName);
    checkConditions(task);
    for (const list of nestedTasks(task)) checkReferences(list, seen);
  }
}

/** The registered workflow definitions, by name and version. */
export class WorkflowDefinitions {
  readonly #byName = new Map<string, Map<number, WorkflowDefinition>>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws ApiError 409 when name and version exist and `overwrite` is false */
  register(value: unknown, overwrite: boolean): WorkflowDefinition {
    const definition = completeWorkflowDefinition(value);
    const versions = this.#byName.get(definition.name) ?? new Map<number, WorkflowDefinition>();
    const existing = versions.get(definition.version);
    if (existing !== undefined && !overwrite) {
      throw conflict(`Workflow with ${definition.name}.${definition.version} already exists!`);
    }
    const now = this.#now();
    versions.set(definition.version, {
      ...definition,
      createTime: existing?.createTime ?? now,
      updateTime: now,
    });
    this.#byName.set(definition.name, versions);
    return definition;
  }

  /** The newest version, unless one is named. */
  get(name: string, version?: number): WorkflowDefinition {
    const versions = this.#byName.get(name);
    const wanted = version ?? Math.max(...(versions?.keys() ?? []));
    const definition = versions?.get(wanted);
    if (definition === undefined) {
      throw notFound(
        `No such workflow found by name: ${name}${version === undefined ? '' : `, version: ${version}`}`,
      );
    }
    return definition;
  }

  all(): WorkflowDefinition[] {
    return [...this.#byName.values()].flatMap((versions) => [...versions.values()]);
  }

  delete(name: string, version: number): void {
    this.get(name, version);
    this.#byName.get(name)?.delete(version);
  }
}
