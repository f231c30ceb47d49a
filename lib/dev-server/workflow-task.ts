import { badRequest } from './api-error.ts';
import {
  arrayOrEmpty,
  flag,
  objectOrEmpty,
  optionalText,
  requireObject,
  wholeNumber,
} from './json-values.ts';
import type { JsonObject } from './json-values.ts';
import type { TaskDefinition } from './task-definitions.ts';

export const SUPPORTED_TYPES = ['SIMPLE', 'FORK_JOIN', 'JOIN', 'SWITCH', 'DO_WHILE'] as const;
export type WorkflowTaskType = (typeof SUPPORTED_TYPES)[number];

/** One task of a workflow definition, defaults filled in. */
export interface WorkflowTask {
  readonly name: string;
  readonly taskReferenceName: string;
  readonly type: WorkflowTaskType;
  readonly inputParameters: JsonObject;
  readonly decisionCases: Readonly<Record<string, readonly WorkflowTask[]>>;
  readonly defaultCase: readonly WorkflowTask[];
  readonly forkTasks: readonly (readonly WorkflowTask[])[];
  readonly joinOn: readonly string[];
  readonly loopOver: readonly WorkflowTask[];
  readonly startDelay: number;
  readonly optional: boolean;
  readonly permissive: boolean;
  readonly asyncComplete: boolean;
  readonly loopCondition?: string;
  readonly evaluatorType?: string;
  readonly expression?: string;
  /** Wins over the task definition's. */
  readonly retryCount?: number;
  /** Embedded when a workflow starts, so that later edits leave running workflows alone. */
  readonly taskDefinition?: TaskDefinition;
  readonly [field: string]: unknown;
}

/** @throws ApiError 400 for a type that the dev-server can't run, by name */
export function completeWorkflowTask(value: unknown): WorkflowTask {
  const given = requireObject(value, 'tasks');
  const name = requiredName(given, 'name');
  const taskReferenceName = requiredName(given, 'taskReferenceName');
  const cases = objectOrEmpty(given.decisionCases, 'decisionCases');
  return {
    ...given,
    name,
    taskReferenceName,
    type: supportedType(given.type, taskReferenceName),
    inputParameters: objectOrEmpty(given.inputParameters, 'inputParameters'),
    decisionCases: Object.fromEntries(
      Object.entries(cases).map(([key, tasks]) => [key, completeTasks(tasks, key)]),
    ),
    defaultCase: completeTasks(given.defaultCase, 'defaultCase'),
    forkTasks: arrayOrEmpty(given.forkTasks, 'forkTasks').map((branch) =>
      completeTasks(branch, 'forkTasks'),
    ),
    joinOn: arrayOrEmpty(given.joinOn, 'joinOn').map(String),
    loopOver: completeTasks(given.loopOver, 'loopOver'),
    startDelay: wholeNumber(given.startDelay, 0, 'startDelay'),
    optional: flag(given.optional, false, 'optional'),
    permissive: flag(given.permissive, false, 'permissive'),
    asyncComplete: flag(given.asyncComplete, false, 'asyncComplete'),
  };
}

export const completeTasks = (value: unknown, what: string): WorkflowTask[] =>
  arrayOrEmpty(value, what).map(completeWorkflowTask);

function requiredName(given: JsonObject, field: string): string {
  const name = optionalText(given[field], field);
  if (name === undefined || name === '')
    throw badRequest(`WorkflowTask ${field} name cannot be empty or null`);
  return name;
}

function supportedType(value: unknown, reference: string): WorkflowTaskType {
  const type = optionalText(value, 'type') ?? 'SIMPLE';
  const supported = SUPPORTED_TYPES.find((name) => name === type);
  if (supported === undefined) {
    throw badRequest(
      `Task '${reference}' has the type ${type}, which the dev-server can't run. It runs ${SUPPORTED_TYPES.join(', ')}; ` +
        'use a Conductor server for the others.',
    );
  }
  return supported;
}

/** Every list of tasks that a task holds. */
export const nestedTasks = (task: WorkflowTask): readonly (readonly WorkflowTask[])[] => [
  ...Object.values(task.decisionCases),
  task.defaultCase,
  ...task.forkTasks,
  task.loopOver,
];

/** A copy in which every worker task carries its definition. */
export function embedDefinitions(
  tasks: readonly WorkflowTask[],
  lookUp: (name: string) => TaskDefinition,
): WorkflowTask[] {
  const embed = (list: readonly WorkflowTask[]) => embedDefinitions(list, lookUp);
  return tasks.map((task) => ({
    ...task,
    ...(task.type === 'SIMPLE' ? { taskDefinition: task.taskDefinition ?? lookUp(task.name) } : {}),
    decisionCases: Object.fromEntries(
      Object.entries(task.decisionCases).map(([key, list]) => [key, embed(list)]),
    ),
    defaultCase: embed(task.defaultCase),
    forkTasks: task.forkTasks.map(embed),
    loopOver: embed(task.loopOver),
  }));
}
