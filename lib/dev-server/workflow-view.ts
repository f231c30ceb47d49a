import type { JsonObject } from './json-values.ts';
import { taskView } from './task-view.ts';
import type { TaskView } from './task-view.ts';
import type { WorkflowDefinition } from './workflow-definitions.ts';
import type { WorkflowRecord } from './workflow-record.ts';

type ShownFields = Omit<
  WorkflowRecord,
  | 'definition'
  | 'newest'
  | 'byPlainName'
  | 'hasLargePayloads'
  | 'failedReferenceTaskNames'
  | 'tasks'
>;

export type WorkflowView = Readonly<ShownFields> & {
  /** Every attempt, oldest first. */
  readonly tasks: readonly TaskView[];
  readonly startTime: number;
  readonly workflowName: string;
  readonly workflowVersion: number;
  readonly workflowDefinition: WorkflowDefinition;
  readonly failedReferenceTaskNames: readonly string[];
};

/** A workflow as Conductor's JSON has it. */
export function workflowView(
  workflow: WorkflowRecord,
  now: number,
  includeTasks = true,
): WorkflowView {
  const { definition } = workflow;
  return {
    workflowId: workflow.workflowId,
    status: workflow.status,
    createTime: workflow.createTime,
    startTime: workflow.createTime,
    updateTime: workflow.updateTime,
    endTime: workflow.endTime,
    lastRetriedTime: workflow.lastRetriedTime,
    input: workflow.input,
    output: workflow.output,
    priority: workflow.priority,
    taskToDomain: workflow.taskToDomain,
    reasonForIncompletion: workflow.reasonForIncompletion,
    ...(workflow.correlationId === undefined ? {} : { correlationId: workflow.correlationId }),
    workflowName: definition.name,
    workflowVersion: definition.version,
    workflowDefinition: definition,
    failedReferenceTaskNames: [...workflow.failedReferenceTaskNames],
    tasks: includeTasks ? workflow.tasks.map((task) => taskView(task, now)) : [],
  };
}

/** What searches list of a workflow. */
export const workflowSummary = (workflow: WorkflowRecord): JsonObject => ({
  workflowType: workflow.definition.name,
  version: workflow.definition.version,
  workflowId: workflow.workflowId,
  correlationId: workflow.correlationId,
  startTime: new Date(workflow.createTime).toISOString(),
  updateTime: new Date(workflow.updateTime).toISOString(),
  ...(workflow.endTime === 0 ? {} : { endTime: new Date(workflow.endTime).toISOString() }),
  status: workflow.status,
  reasonForIncompletion: workflow.reasonForIncompletion,
  priority: workflow.priority,
  failedReferenceTaskNames: [...workflow.failedReferenceTaskNames].join(','),
});
