import type { Outcome } from '../task/outcome.ts';
import type { WorkerAbc } from '../worker/worker-abc.ts';
import { failedForGood, outcomeOfReturn, outcomeOfThrow } from './envelope.ts';
import type { Execution } from './execution-pool.ts';
import { joinTrace } from './join-trace.ts';
import type { RunningTask } from './running-task.ts';

/** Runs a worker on a task and reports how it ended, once; never throws. A sync worker is reported at once. */
export function executeTask(
  worker: WorkerAbc,
  { task, trace }: Pick<Execution, 'task' | 'trace'>,
  context: RunningTask,
  ended: (outcome: Outcome) => void,
): void {
  if (!isObject(task.inputData)) {
    ended(failedForGood("The task's input is no JSON object."));
    return;
  }
  let returned: unknown;
  let later: boolean;
  try {
    returned =
      trace === undefined
        ? worker.execute(task, context)
        : joinTrace(trace, () => worker.execute(task, context));
    later = isThenable(returned);
  } catch (error) {
    ended(outcomeOfThrow(error, []));
    return;
  }
  if (!later) {
    ended(outcomeOfReturn(returned, []));
    return;
  }
  // A thenable of the user's may throw, settle twice, or give another one: a promise puts that right.
  Promise.resolve(returned).then(
    (value) => ended(outcomeOfReturn(value, [])),
    (error: unknown) => ended(outcomeOfThrow(error, [])),
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isThenable(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
