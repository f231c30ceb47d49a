import { badRequest } from './api-error.ts';
import { walk, stepsOf } from './expressions.ts';
import type { JsonObject } from './json-values.ts';
import { parseCondition } from './loop-condition.ts';
import type { WorkflowTask } from './workflow-task.ts';

const PLAIN_PATH = /^\s*\$((?:\.\w+|\[\s*(?:'[^']*'|"[^"]*"|\d+)\s*\])+)\s*;?\s*$/;

/** Refuses, before anything runs, the conditions that the dev-server could not evaluate later. */
export function checkConditions(task: WorkflowTask): void {
  if (task.type === 'SWITCH') switchPath(task);
  if (task.type === 'DO_WHILE') parseCondition(task.loopCondition ?? '', task.taskReferenceName);
}

/** The case that a SWITCH takes: the value of its expression, as text. */
export function switchCase(task: WorkflowTask, input: JsonObject): string {
  const value = walk(input, switchPath(task));
  if (value === undefined || value === null) return 'null';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function switchPath(task: WorkflowTask): string[] {
  const expression = task.expression ?? '';
  const evaluator = task.evaluatorType ?? 'value-param';
  if (evaluator === 'value-param' && expression !== '') return [expression];
  const path = PLAIN_PATH.exec(expression)?.[1];
  if ((evaluator === 'javascript' || evaluator === 'graaljs') && path !== undefined)
    return stepsOf(path);
  throw badRequest(
    `SWITCH '${task.taskReferenceName}' has the evaluator ${evaluator} with the expression ${JSON.stringify(expression)}. ` +
      'The dev-server knows value-param with the name of an input parameter, and javascript with a plain path like $.kind.',
  );
}
