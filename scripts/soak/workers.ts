/** The module that the host under load runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { defineWorker } from '../../lib/index.ts';

const large = 'x'.repeat(200_000);

export default [
  defineWorker('soak-short', ({ inputData }) => ({ sum: Number(inputData.a) + 1 }), {
    concurrency: 10,
    threads: 2,
  }),
  defineWorker('soak-failing', () => {
    throw new Error('fails each time');
  }),
  defineWorker('soak-second', async () => sleep(1000, { slept: true }), { concurrency: 50 }),
  defineWorker('soak-large', () => ({ large }), { concurrency: 4 }),
];
