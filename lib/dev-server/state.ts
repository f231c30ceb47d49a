import { notFound } from './api-error.ts';
import { PollData } from './poll-data.ts';
import { TaskDefinitions } from './task-definitions.ts';
import type { StorageRules } from './storage-rules.ts';
import { TaskQueues } from './task-queues.ts';
import { TaskLogs } from './task-logs.ts';
import type { TaskRecord } from './task-record.ts';
import { WorkflowDefinitions } from './workflow-definitions.ts';
import type { WorkflowRecord } from './workflow-record.ts';

/** All that the dev-server knows. Only the engine's parts change it; routes read it. */
export class State {
  readonly taskDefinitions: TaskDefinitions;
  readonly workflowDefinitions: WorkflowDefinitions;
  readonly queues: TaskQueues;
  readonly pollData = new PollData();
  readonly logs = new TaskLogs();
  readonly workflows = new Map<string, WorkflowRecord>();
  readonly tasks = new Map<string, TaskRecord>();
  /** Polled and not ended, by type: what `concurrentExecLimit` counts, stranded tasks included. */
  readonly running = new Map<string, Set<string>>();

  constructor(now: () => number, rules: StorageRules) {
    this.taskDefinitions = new TaskDefinitions(now, rules.absentDefinitionStatus);
    this.workflowDefinitions = new WorkflowDefinitions(now);
    this.queues = new TaskQueues(now, rules.priorityOrder);
  }

  workflow(workflowId: string): WorkflowRecord {
    const workflow = this.workflows.get(workflowId);
    if (workflow === undefined) throw notFound(`No such workflow found by id: ${workflowId}`);
    return workflow;
  }

  task(taskId: string): TaskRecord {
    const task = this.tasks.get(taskId);
    if (task === undefined) throw notFound(`No such task found by taskId: ${taskId}`);
    return task;
  }

  /** The workflow and all its tasks; their ids are unknown from then on. */
  forgetTasks(workflow: WorkflowRecord): void {
    for (const task of workflow.tasks) this.tasks.delete(task.taskId);
  }
}
