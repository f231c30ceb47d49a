import { element, setAttribute, setText } from './elements.js';
import { workerTitle } from './format.js';
import { columns } from './worker-columns.js';
import { WorkerDetails } from './worker-details.js';

/** A worker: a line, and its details on demand. */
export function workerRow(worker, operate) {
  const title = workerTitle(worker);
  const name = element(
    'button',
    { type: 'button', class: 'disclose', 'aria-expanded': 'false' },
    title,
  );
  const cells = columns.map((column) =>
    element('td', { role: 'cell', class: classOf(column), 'data-label': column.title }),
  );
  const pause = pauseButton(worker, operate);
  const line = element(
    'tr',
    { role: 'row' },
    element('th', { role: 'rowheader', scope: 'row' }, name),
    ...cells,
    element('td', { role: 'cell', class: 'act' }, pause.root),
  );
  const root = element('tbody', { role: 'rowgroup' }, line);
  let details = null;
  let latest = null;
  name.addEventListener('click', () => {
    if (details === null) {
      details = new WorkerDetails(worker, operate, columns.length + 2);
      details.update(latest.worker, latest.now);
      root.append(details.root);
    } else {
      details.root.remove();
      details = null;
    }
    name.setAttribute('aria-expanded', String(details !== null));
  });
  const update = (item) => {
    latest = item;
    columns.forEach(({ text, level }, index) => {
      setText(cells[index], text(item.worker, item.now));
      if (level) setAttribute(cells[index], 'data-level', level(item.worker));
    });
    pause.update(item.worker);
    details?.update(item.worker, item.now);
  };
  return { root, update };
}

export function classOf({ word, minor }) {
  return `${word ? 'word' : 'number'}${minor ? ' minor' : ''}`;
}

function pauseButton({ names, domain }, operate) {
  const root = element('button', { type: 'button' });
  const title = workerTitle({ names, domain });
  let paused = false;
  root.addEventListener('click', () => {
    const [action, done] = paused ? ['resume', 'polls again'] : ['pause', 'is paused'];
    void operate.act(action, { worker: title }, `${title} ${done}.`);
  });
  const update = ({ state }) => {
    paused = state === 'paused';
    const verb = paused ? 'Resume' : 'Pause';
    setText(root, verb);
    setAttribute(root, 'aria-label', `${verb} ${title}`);
    root.disabled = state === 'stopped';
  };
  return { root, update };
}
