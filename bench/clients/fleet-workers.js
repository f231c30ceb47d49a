import process from 'node:process';
import { defineWorker } from './package-under-test.js';

export default Array.from({ length: Number(process.env.BENCH_WORKERS) }, (_, index) =>
  defineWorker(`bench_${index}`, () => ({ ok: true }), {
    minThreads: Number(process.env.BENCH_MIN_THREADS),
  }),
);
