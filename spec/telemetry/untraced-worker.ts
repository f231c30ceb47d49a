import { createRequire } from 'node:module';
import { defineWorker } from '../../lib/worker/define-worker.ts';

const { cache } = createRequire(import.meta.url);

/** Tells whether anything has loaded the API in its thread. */
export default defineWorker(
  'untraced',
  () => ({ loaded: Object.keys(cache).some((file) => file.includes('@opentelemetry')) }),
  { pollingInterval: 5, pollTimeout: 20 },
);
