import type { JsonObject } from './json-values.ts';
import type { TaskRecord } from './task-record.ts';
import type { WorkflowDefinition } from './workflow-definitions.ts';

export type WorkflowStatus =
  'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'TIMED_OUT' | 'TERMINATED';

/** One run of a workflow. */
export interface WorkflowRecord {
  readonly workflowId: string;
  /** With the task definitions of the moment it started. */
  readonly definition: WorkflowDefinition;
  status: WorkflowStatus;
  readonly input: JsonObject;
  output: JsonObject;
  createTime: number;
  updateTime: number;
  /** 0 until the end. */
  endTime: number;
  lastRetriedTime: number;
  readonly correlationId?: string;
  readonly priority: number;
  readonly taskToDomain: Readonly<Record<string, string>>;
  reasonForIncompletion?: string | undefined;
  readonly failedReferenceTaskNames: Set<string>;
  /** Every attempt, oldest first. */
  tasks: TaskRecord[];
  /** The newest attempt of each reference name, `__<iteration>` included. */
  readonly newest: Map<string, TaskRecord>;
  /** The newest attempt of each reference name as expressions know it, without the iteration. */
  readonly byPlainName: Map<string, TaskRecord>;
  /** Some payload was over the offload limit, so that task inputs need measuring. */
  hasLargePayloads: boolean;
}

export const isOver = (workflow: WorkflowRecord): boolean =>
  workflow.status !== 'RUNNING' && workflow.status !== 'PAUSED';
