// How long it takes to resolve the settings of 200 workers among 2,000 environment variables.
import { resolveSettings } from '../lib/settings/resolve-settings.ts';
import { WORKER_SETTINGS } from '../lib/settings/worker-settings.ts';

const WORKERS = 200;
const VARIABLES = 2000;
const ROUNDS = 50;

const names = Array.from({ length: WORKERS }, (_, index) => `task_${index}`);
const layers = {
  env: Object.fromEntries(Array.from({ length: VARIABLES }, (_, index) => variable(index))),
  file: {
    path: 'worker.ini',
    text: names.map((name) => `[${name}]\nconcurrency = 10\ndomain = nice\n`).join(''),
  },
  workers: names.map((name) => ({ names: [name], label: 'Bench', options: { threads: 2 } })),
  hostname: 'bench',
};

const times = Array.from({ length: ROUNDS }, () => {
  const start = performance.now();
  resolveSettings(layers);
  return performance.now() - start;
});
const [first = 0] = times;
const middle = times.toSorted((left, right) => left - right)[ROUNDS / 2] ?? 0;
console.log(
  `${WORKERS} workers x ${WORKER_SETTINGS.length} settings, ${VARIABLES} variables: ` +
    `${first.toFixed(1)} ms the first time, ${middle.toFixed(1)} ms at the median of ${ROUNDS}`,
);

/** A third are settings of single workers, a third look like some, a third are none. */
function variable(index: number): [string, string] {
  if (index % 3 === 0) return [`CONDUCTOR_WORKER_TASK_${index / 3}_POLLING_INTERVAL`, '50'];
  if (index % 3 === 1) return [`conductor_worker_elsewhere_${index}_threads`, '3'];
  return [`SOME_OTHER_VARIABLE_${index}`, 'value'];
}
