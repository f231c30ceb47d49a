import { setTimeout as sleep } from 'node:timers/promises';
import { defineWorker } from './package-under-test.js';

export default defineWorker(
  'short',
  async () => {
    await sleep(5);
    return { ok: true };
  },
  { concurrency: 10 },
);
