import process from 'node:process';
import { pathToFileURL } from 'node:url';

/** The build that is measured, also in its threads: they inherit the environment. */
export const { WorkerHost, defineWorker } = await import(
  pathToFileURL(`${process.env.BENCH_DIST}/index.js`).href
);
