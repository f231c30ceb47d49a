import { ago, count, milliseconds } from './format.js';

const known = (values) => values.filter((value) => value !== null);
const highest = (values) => (values.length === 0 ? null : Math.max(...values));

export function heapOf({ threads }) {
  const values = known(threads.map(({ heapUsedMb }) => heapUsedMb));
  return values.length === 0 ? null : values.reduce((sum, mb) => sum + mb, 0);
}

export function delayOf({ threads }) {
  return highest(known(threads.map(({ eventLoopDelayMs }) => eventLoopDelayMs)));
}

/**
 * The columns of the table of workers after the name: `value` sorts, `text` is shown, `level` marks
 * what an operator should look at; the `minor` ones are left out where there is little room.
 */
export const columns = [
  {
    title: 'State',
    value: ({ state, pollPace }) => (state === 'polling' ? pollPace : state),
    text: (worker) => stateText(worker),
    level: ({ state, pollPace }) =>
      state === 'paused' ? 'warn' : pollPace === 'backing-off' && state === 'polling' ? 'bad' : '',
    word: true,
  },
  {
    title: 'Running',
    value: ({ running }) => running,
    text: ({ running, concurrency }) => `${running} / ${concurrency}`,
  },
  {
    title: 'Waiting',
    value: ({ waiting }) => waiting,
    text: ({ waiting }) => count(waiting),
    minor: true,
  },
  {
    title: 'Completed',
    value: ({ completed }) => completed,
    text: ({ completed }) => count(completed),
  },
  {
    title: 'Failed',
    value: ({ failed }) => failed,
    text: ({ failed }) => count(failed),
    level: ({ failed, completed }) => (failed > 0.1 * (failed + completed) ? 'bad' : ''),
  },
  {
    title: 'p50',
    value: ({ executionMs }) => executionMs?.p50 ?? -1,
    text: ({ executionMs }) => milliseconds(executionMs?.p50),
    minor: true,
  },
  {
    title: 'p99',
    value: ({ executionMs }) => executionMs?.p99 ?? -1,
    text: ({ executionMs }) => milliseconds(executionMs?.p99),
  },
  {
    title: 'Threads',
    value: ({ threads }) => threads.length,
    text: ({ threads, maxThreads, isolation }) =>
      isolation === 'inline' ? 'inline' : `${threads.length} / ${maxThreads}`,
    level: ({ health }) => (health.deaths >= 3 ? 'bad' : ''),
    minor: true,
  },
  {
    title: 'Heap',
    value: (worker) => heapOf(worker) ?? -1,
    text: (worker) => (heapOf(worker) === null ? '–' : `${Math.round(heapOf(worker))} MB`),
    minor: true,
  },
  {
    title: 'Loop delay',
    value: (worker) => delayOf(worker) ?? -1,
    text: (worker) => milliseconds(delayOf(worker)),
    level: (worker) => (delayOf(worker) > 1000 ? 'bad' : delayOf(worker) > 100 ? 'warn' : ''),
    minor: true,
  },
  {
    title: 'Last task',
    value: ({ lastTaskAt }) => lastTaskAt ?? '',
    text: ({ lastTaskAt }, now) => ago(lastTaskAt, now),
    minor: true,
  },
];

function stateText({ state, pollPace }) {
  if (state !== 'polling') return state;
  return { held: 'waits for tasks', 'backing-off': 'backing off' }[pollPace] ?? pollPace;
}
