import { element, setText } from './elements.js';
import { ago, count, milliseconds, workerTitle } from './format.js';

const percentiles = (of) =>
  of === null ? '–' : ['p50', 'p95', 'p99'].map((p) => milliseconds(of[p])).join(' · ');

const facts = {
  'Execution time, p50 · p95 · p99': ({ executionMs }) => percentiles(executionMs),
  'Wait in the queue, p50 · p95 · p99': ({ queueWaitMs }) => percentiles(queueWaitMs),
  Domain: ({ domain }) => domain ?? 'none',
  'Pause between polls': ({ pollingInterval }) => milliseconds(pollingInterval),
  'Last poll': ({ lastPollAt }, now) => ago(lastPollAt, now),
  Delivering: ({ delivering }) => count(delivering),
  Deferred: ({ deferred }) => count(deferred),
  'Handed back': ({ handedBack }) => count(handedBack),
  Cancelled: ({ cancelled }) => count(cancelled),
  'Threads that died in a row': ({ health }) =>
    health.lastDeath === null
      ? count(health.deaths)
      : `${health.deaths}, last: ${health.lastDeath}`,
  'Last error': ({ lastError }) => lastError ?? 'none',
};

/** All there is to know of a worker, its threads, and its concurrency to be changed. */
export class WorkerDetails {
  root;
  #values = new Map();
  #threads = element('tbody');

  constructor(worker, operate, span) {
    const list = element('dl', { class: 'facts' });
    for (const name of Object.keys(facts)) {
      const value = element('dd');
      this.#values.set(name, value);
      list.append(element('div', {}, element('dt', {}, name), value));
    }
    const parts = [list];
    if (worker.isolation === 'thread') parts.push(threadTable(worker, this.#threads));
    parts.push(concurrencyForm(worker, operate));
    const cell = element('td', { role: 'cell', colspan: String(span) }, ...parts);
    this.root = element('tr', { role: 'row', class: 'details' }, cell);
  }

  update(worker, now) {
    for (const [name, text] of Object.entries(facts)) {
      setText(this.#values.get(name), text(worker, now));
    }
    const rows = worker.threads.map((thread) =>
      element(
        'tr',
        {},
        ...threadCells(thread).map((text) => element('td', { class: 'number' }, text)),
      ),
    );
    this.#threads.replaceChildren(...rows);
  }
}

function threadCells({ threadId, state, tasks, heapUsedMb, eventLoopDelayMs }) {
  const heap = heapUsedMb === null ? '–' : `${Math.round(heapUsedMb)} MB`;
  return [String(threadId ?? '–'), state, String(tasks), heap, milliseconds(eventLoopDelayMs)];
}

function threadTable(worker, body) {
  const headings = ['Thread', 'State', 'Tasks', 'Heap', 'Loop delay'];
  const head = headings.map((text) => element('th', { scope: 'col', class: 'number' }, text));
  const label = `Threads of ${workerTitle(worker)}`;
  return element(
    'table',
    { class: 'threads', 'aria-label': label },
    element('thead', {}, element('tr', {}, ...head)),
    body,
  );
}

function concurrencyForm(worker, operate) {
  const input = element('input', {
    type: 'number',
    min: '1',
    step: '1',
    required: '',
    value: String(worker.concurrency),
  });
  const form = element(
    'form',
    { class: 'act' },
    element('label', {}, 'Concurrency ', input),
    element('button', { type: 'submit' }, 'Change'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const concurrency = input.valueAsNumber;
    const title = workerTitle(worker);
    const done = `The concurrency of ${title} is ${concurrency}.`;
    void operate.act('concurrency', { worker: title, concurrency }, done);
  });
  return form;
}
