import { isObject } from './json-values.ts';
import type { JsonObject } from './json-values.ts';
import type { WorkflowRecord } from './workflow-record.ts';

const EXPRESSION = /\$\{([^}]*)\}/g;
const WHOLE_EXPRESSION = /^\$\{([^}]*)\}$/;
const STEP = /\.?([^.[\]]+)|\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]/g;

/**
 * A copy of `template` in which every `${…}` is replaced, at any depth. An expression that is the whole
 * string keeps the type of its value, and what it does not find becomes null (inside a longer string: nothing).
 */
export function resolveTemplate(template: JsonObject, workflow: WorkflowRecord): JsonObject {
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [key, resolveValue(value, workflow)]),
  );
}

function resolveValue(value: unknown, workflow: WorkflowRecord): unknown {
  if (typeof value === 'string') return resolveString(value, workflow);
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, workflow));
  if (isObject(value)) return resolveTemplate(value, workflow);
  return value;
}

function resolveString(text: string, workflow: WorkflowRecord): unknown {
  if (!text.includes('${')) return text;
  const whole = WHOLE_EXPRESSION.exec(text);
  if (whole !== null) return lookUp(whole[1] ?? '', workflow) ?? null;
  return text.replaceAll(EXPRESSION, (_match, path: string) => asText(lookUp(path, workflow)));
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function lookUp(path: string, workflow: WorkflowRecord): unknown {
  const [root, ...steps] = stepsOf(path);
  if (root === undefined) return undefined;
  return walk(root === 'workflow' ? workflowScope(workflow) : taskScope(root, workflow), steps);
}

/** `a.b[0]['c']` as `['a', 'b', '0', 'c']`. */
export function stepsOf(path: string): string[] {
  return [...path.trim().matchAll(STEP)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? match[4] ?? '',
  );
}

/** What lies at the end of `steps`; undefined when it does not reach that far. */
export function walk(start: unknown, steps: readonly string[]): unknown {
  let value = start;
  for (const step of steps) {
    if (Array.isArray(value)) value = value[Number(step)] as unknown;
    else if (isObject(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}

const workflowScope = (workflow: WorkflowRecord): JsonObject => ({
  input: workflow.input,
  output: workflow.output,
  status: workflow.status,
  workflowId: workflow.workflowId,
  workflowType: workflow.definition.name,
  version: workflow.definition.version,
  correlationId: workflow.correlationId,
  reasonForIncompletion: workflow.reasonForIncompletion,
  taskToDomain: workflow.taskToDomain,
  createTime: workflow.createTime,
});

function taskScope(reference: string, workflow: WorkflowRecord): JsonObject | undefined {
  const task = workflow.byPlainName.get(reference);
  if (task === undefined) return undefined;
  return { ...task, input: task.inputData, output: task.outputData };
}
