import type { JsonObject } from './json-values.ts';
import { definitionOf } from './task-record.ts';
import type { TaskRecord } from './task-record.ts';

/** A task as Conductor's JSON has it: null fields are absent, offloaded payloads are empty. */
export function taskView(task: TaskRecord, now: number): JsonObject {
  const definition = definitionOf(task);
  return {
    ...task,
    ...(task.externalInputPayloadStoragePath === undefined ? {} : { inputData: {} }),
    ...(task.externalOutputPayloadStoragePath === undefined ? {} : { outputData: {} }),
    rateLimitPerFrequency: definition?.rateLimitPerFrequency ?? 0,
    rateLimitFrequencyInSeconds: definition?.rateLimitFrequencyInSeconds ?? 0,
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
