import { definitionOf } from './task-record.ts';
import type { TaskRecord } from './task-record.ts';
import type { TaskDefinition } from './task-definitions.ts';

export type TaskView = Readonly<TaskRecord> & {
  readonly rateLimitPerFrequency: number;
  readonly rateLimitFrequencyInSeconds: number;
  readonly subworkflowChanged: boolean;
  readonly loopOverTask: boolean;
  /** Milliseconds. */
  readonly queueWaitTime: number;
  /** The definition of the moment when the workflow started; absent in system tasks. */
  readonly taskDefinition?: TaskDefinition;
};

/** A task as Conductor's JSON has it: null fields are absent, offloaded payloads are empty. */
export function taskView(task: TaskRecord, now: number): TaskView {
  const definition = definitionOf(task);
  return {
    ...task,
    ...(task.externalInputPayloadStoragePath === undefined ? {} : { inputData: {} }),
    ...(task.externalOutputPayloadStoragePath === undefined ? {} : { outputData: {} }),
    rateLimitPerFrequency: Number(definition?.rateLimitPerFrequency ?? 0),
    rateLimitFrequencyInSeconds: Number(definition?.rateLimitFrequencyInSeconds ?? 0),
    subworkflowChanged: false,
    loopOverTask: task.iteration > 0,
    queueWaitTime: queueWaitTime(task, now),
    ...(definition === undefined ? {} : { taskDefinition: definition }),
  };
}

/** Milliseconds from scheduling to the first poll, a retry's delay included. */
function queueWaitTime(task: TaskRecord, now: number): number {
  if (task.startTime === 0) return 0;
  if (task.callbackAfterSeconds > 0)
    return Math.max(0, now - (task.updateTime + task.callbackAfterSeconds * 1000));
  return task.startTime - task.scheduledTime;
}
