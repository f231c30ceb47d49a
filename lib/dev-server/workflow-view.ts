import type { JsonObject } from './json-values.ts';
import { taskView } from './task-view.ts';
import type { WorkflowRecord } from './workflow-record.ts';

/** A workflow as Conductor's JSON has it. */
export function workflowView(
  workflow: WorkflowRecord,
  now: number,
  includeTasks = true,
): JsonObject {
  const {
    definition,
    newest,
    byPlainName,
    hasLargePayloads,
    failedReferenceTaskNames,
    tasks,
    ...fields
  } = workflow;
  return {
    ...fields,
    tasks: includeTasks ? tasks.map((task) => taskView(task, now)) : [],
    startTime: workflow.createTime,
    workflowName: definition.name,
    workflowVersion: definition.version,
    workflowDefinition: definition,
    failedReferenceTaskNames: [...failedReferenceTaskNames],
    failedTaskNames: [],
    variables: {},
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
