/** The module that the hosts under test run: tasks that last as long as their input says, and a log of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { defineWorker, type Task, type TaskContext } from '../../lib/index.ts';
import { writeWork } from './work-log.ts';

const { CHAOS_WORK_LOG: log = '', CHAOS_PREFIX: prefix = 'chaos' } = process.env;

async function execute(task: Task, { signal }: TaskContext): Promise<object> {
  writeWork(log, 'start', task.taskId);
  try {
    await sleep(Number(task.inputData.durationMs), undefined, { signal });
  } catch (error) {
    writeWork(log, 'abort', task.taskId);
    throw error;
  }
  writeWork(log, 'end', task.taskId);
  return { by: task.taskId };
}

export default [
  defineWorker(`${prefix}-first`, execute, { concurrency: 12 }),
  defineWorker([`${prefix}-left`, `${prefix}-right`], execute, {
    concurrency: 20,
    threads: 2,
    pollingInterval: 300,
  }),
  defineWorker(`${prefix}-last`, execute, { concurrency: 12 }),
];
