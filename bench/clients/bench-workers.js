import { defineWorker } from './package-under-test.js';
import { setup } from './setup.js';
import { work } from './work.js';

const { isolation, threads, minThreads, concurrency } = setup;
const given = { isolation, threads, minThreads, concurrency };
const options = Object.fromEntries(
  Object.entries(given).filter(([, value]) => value !== undefined),
);

export default setup.types.map((name) => defineWorker(name, work, options));
