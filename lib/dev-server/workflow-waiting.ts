import type { Engine } from './engine.ts';
import { isOver } from './workflow-record.ts';
import type { WorkflowRecord, WorkflowStatus } from './workflow-record.ts';
import { workflowView } from './workflow-view.ts';
import type { WorkflowView } from './workflow-view.ts';

export interface WaitOptions {
  /** The status to wait for; any end by default. */
  readonly status?: WorkflowStatus;
  /** Real milliseconds, whatever the server's clock; 10 s by default. */
  readonly timeoutMs?: number;
}

/** @throws Error that tells the tasks' states when the time is up, the workflow ended otherwise, or the server was stopped */
export function waitForWorkflow(
  engine: Engine,
  workflowId: string,
  options: WaitOptions,
): Promise<WorkflowView> {
  const { status, timeoutMs = 10_000 } = options;
  const wanted = status ?? 'its end';
  return new Promise((resolve, reject) => {
    const workflow = engine.state.workflow(workflowId);
    const isThere = () => (status === undefined ? isOver(workflow) : workflow.status === status);
    const timer = setTimeout(() => settle(`is not there after ${timeoutMs} ms`), timeoutMs);
    const stopListening = engine.execution.onChange((changed) => {
      if (changed === workflow) look();
    });
    const stopped = () => settle('can not any more, the dev-server was stopped');
    engine.stopped.addEventListener('abort', stopped);
    const settle = (problem?: string): void => {
      clearTimeout(timer);
      stopListening();
      engine.stopped.removeEventListener('abort', stopped);
      if (problem === undefined) resolve(workflowView(workflow, engine.clock.now()));
      else
        reject(
          new Error(
            `Waited for workflow ${workflowId} to reach ${wanted}: it ${problem}. ${describe(workflow)}`,
          ),
        );
    };
    const look = (): void => {
      if (isThere()) settle();
      else if (isOver(workflow)) settle(`ended ${workflow.status}`);
    };
    look();
  });
}

function describe(workflow: WorkflowRecord): string {
  const tasks = workflow.tasks.map((task) => `${task.referenceTaskName} ${task.status}`).join(', ');
  return `It is ${workflow.status} (${workflow.reasonForIncompletion ?? 'no reason'}), its tasks: ${tasks}`;
}
