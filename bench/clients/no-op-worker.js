import process from 'node:process';
import { defineWorker } from './package-under-test.js';

export default defineWorker('bench_0', () => ({ ok: true }), {
  isolation: process.env.BENCH_ISOLATION,
  threads: 1,
  concurrency: 50,
});
