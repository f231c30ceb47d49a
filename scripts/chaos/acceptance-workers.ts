/** The workers of the acceptance cases. */
import { setTimeout as sleep } from 'node:timers/promises';
import { defineWorker, type Task, type TaskContext } from '../../lib/index.ts';
import { writeWork } from './work-log.ts';

const { CHAOS_WORK_LOG: log = '' } = process.env;

async function wait({ taskId, inputData }: Task, { signal }: TaskContext): Promise<void> {
  writeWork(log, 'start', taskId);
  try {
    await sleep(Number(inputData.durationMs), undefined, { signal });
  } catch (error) {
    writeWork(log, 'abort', taskId);
    throw error;
  }
  writeWork(log, 'end', taskId);
}

function block({ taskId, inputData }: Task): void {
  writeWork(log, 'start', taskId);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(inputData.durationMs));
  writeWork(log, 'end', taskId);
}

function blockOrSpin(task: Task): void {
  if (task.inputData.spin !== true) {
    block(task);
    return;
  }
  writeWork(log, 'start', task.taskId);
  for (;;);
}

export default [
  defineWorker('wait', wait, { concurrency: 100 }),
  defineWorker('block', block),
  defineWorker('block-or-spin', blockOrSpin, { threads: 2, executionTimeout: 25_000 }),
  defineWorker('cancel-waiting', wait, { concurrency: 1 }),
  defineWorker('cancel-blocked', block, { concurrency: 1 }),
];
