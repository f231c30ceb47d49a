import type { Attributes } from '@opentelemetry/api';
import type { Task } from '../task/task.ts';

/** The conventions for messaging are not stable yet: this is the version that the names below are of. */
export const schemaUrl = 'https://opentelemetry.io/schemas/1.36.0';

/** What every span of a task carries. */
export function taskAttributes(task: Task): Attributes {
  return {
    'messaging.system': 'conductor',
    'messaging.destination.name': task.taskType,
    'messaging.message.id': task.taskId,
    'messaging.message.conversation_id': task.workflowInstanceId,
  };
}

export function processAttributes(task: Task): Attributes {
  return {
    ...taskAttributes(task),
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'worker_host.attempt': (task.retryCount ?? 0) + 1,
    ...(task.workflowType === undefined ? {} : { 'worker_host.workflow_type': task.workflowType }),
    ...(task.domain === undefined ? {} : { 'worker_host.domain': task.domain }),
  };
}

export function deliverAttributes(task: Task): Attributes {
  return {
    ...taskAttributes(task),
    'messaging.operation.name': 'deliver',
    'messaging.operation.type': 'settle',
  };
}
