import { byId, element, setText, setAttribute } from './elements.js';
import { ago, bytes, count, duration, milliseconds, rate, workerTitle } from './format.js';

const figures = new Map();

/** The key figures of the whole host. */
export function showFigures({ status, now }, lastMinute) {
  for (const [name, value, more, level] of figuresOf(status, now, lastMinute)) {
    const figure = figures.get(name) ?? addFigure(name);
    setText(figure.value, value);
    setText(figure.more, more);
    setAttribute(figure.root, 'data-level', level ?? 'plain');
  }
}

function figuresOf(
  { workers, delivery, outbox, leases, engine },
  now,
  { known, completed, failed },
) {
  const sum = (key) => workers.reduce((total, worker) => total + worker[key], 0);
  const share = failed / (completed + failed || 1);
  const held = workers.filter(({ pollPace, state }) => pollPace === 'held' && state === 'polling');
  const slow = workers.reduce(slower, null);
  return [
    ['Completed', known ? `${rate(completed)}/s` : '–', `${count(sum('completed'))} in all`],
    [
      'Failed',
      known ? `${rate(share * 100)} %` : '–',
      `${count(sum('failed'))} in all`,
      share > 0.1 ? 'bad' : share > 0.01 ? 'warn' : 'plain',
    ],
    [
      'Running',
      count(sum('running')),
      `of ${count(sum('concurrency'))} slots, ${count(sum('waiting'))} wait`,
    ],
    ['Slowest p99', slow ? milliseconds(slow.executionMs.p99) : '–', slow ? workerTitle(slow) : ''],
    ['To deliver', count(delivery.pending), 'results in memory'],
    outboxFigure(outbox, now),
    ['Held polls', count(held.length), `${count(leases.extended)} leases extended`],
    engineFigure(engine, now),
  ];
}

function engineFigure({ reachable, answeredAt }, now) {
  const word = reachable === null ? 'not asked' : reachable ? 'answers' : 'silent';
  return [
    'Engine',
    word,
    answeredAt === null ? '' : ago(answeredAt, now),
    reachable === false ? 'bad' : 'plain',
  ];
}

function slower(best, worker) {
  if (worker.executionMs === null) return best;
  return best === null || worker.executionMs.p99 > best.executionMs.p99 ? worker : best;
}

function outboxFigure(outbox, now) {
  if (outbox === null) return ['Outbox', 'none', 'results are not kept'];
  if (outbox.stored === 0) return ['Outbox', '0', 'empty'];
  const age =
    outbox.oldestAt === null ? '' : `, oldest ${duration(now - Date.parse(outbox.oldestAt))}`;
  return ['Outbox', count(outbox.stored), `${bytes(outbox.bytes)}${age}`, 'warn'];
}

function addFigure(name) {
  const value = element('dd', { class: 'number' });
  const more = element('dd', { class: 'more' });
  const root = element('div', {}, element('dt', {}, name), value, more);
  byId('figures').append(root);
  const figure = { root, value, more };
  figures.set(name, figure);
  return figure;
}
