import { setTimeout as sleep } from 'node:timers/promises';
import type { DevServer } from '../../dev-server/dev-server.ts';
import { namesOf } from '../../worker/worker-abc.ts';
import { demoWorkers } from './workers.ts';

/** Task names, in the order of the pipeline. */
export const stages: readonly string[] = demoWorkers.flatMap(namesOf);

const workflowName = 'order_pipeline';

export function registerPipeline(server: DevServer): void {
  for (const name of stages) {
    server.registerTaskDef({
      name,
      ownerEmail: 'demo@example.com',
      retryCount: 3,
      retryLogic: 'FIXED',
      retryDelaySeconds: 1,
      timeoutSeconds: 60,
      responseTimeoutSeconds: 30,
    });
  }
  server.registerWorkflow({
    name: workflowName,
    version: 1,
    schemaVersion: 2,
    ownerEmail: 'demo@example.com',
    timeoutSeconds: 0,
    tasks: stages.map((name) => ({
      name,
      taskReferenceName: name,
      type: 'SIMPLE',
      inputParameters: { order: '${workflow.input.order}' },
    })),
  });
}

/** Starts the orders evenly over `overMs`, as customers would. */
export async function startOrders(
  server: DevServer,
  count: number,
  overMs: number,
  signal: AbortSignal,
  started: (workflowId: string) => void,
): Promise<void> {
  const begin = performance.now();
  let order = 0;
  while (order < count && !signal.aborted) {
    const due = Math.min(count, Math.ceil(((performance.now() - begin) / overMs) * count));
    for (; order < due; order++) started(server.startWorkflow(workflowName, { order }));
    await sleep(25);
  }
}
