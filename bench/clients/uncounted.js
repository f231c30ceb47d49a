import process from 'node:process';
import { pathToFileURL } from 'node:url';

/** Takes the counting out of the build under test: what is left is a host that nobody can see into. */
const from = (file) => import(pathToFileURL(`${process.env.BENCH_DIST}/status/${file}.js`).href);
const [{ Metrics }, { Statistics }] = await Promise.all([from('metrics'), from('statistics')]);
for (const [{ prototype }, names] of [
  [Metrics, ['polled', 'started', 'ended', 'resultAccepted', 'requested']],
  [Statistics, ['started', 'ended']],
])
  for (const name of names) {
    if (typeof prototype[name] !== 'function') throw new Error(`There is no ${name} to take out.`);
    prototype[name] = () => undefined;
  }
