import { byId, element } from './elements.js';
import { workerTitle } from './format.js';
import { KeyedList, showCount } from './keyed-list.js';
import { columns } from './worker-columns.js';
import { classOf, workerRow } from './worker-row.js';

const byName = { title: 'Worker', value: workerTitle, word: true };

/** All workers, a line each, sorted as the operator likes. */
export class WorkerTable {
  #list;
  #order = { column: byName, up: true };
  #headings = new Map();
  #show = () => undefined;

  constructor(operate) {
    const table = byId('workers');
    table.setAttribute('role', 'table');
    const cells = [byName, ...columns].map((column) => this.#heading(column));
    const row = element(
      'tr',
      { role: 'row' },
      ...cells,
      element('td', { role: 'cell', class: 'act' }),
    );
    table.append(element('thead', { role: 'rowgroup' }, row));
    this.#list = new KeyedList(table, ({ worker }) => workerRow(worker, operate));
  }

  show(workers, matches, now) {
    this.#show = () => {
      const shown = workers.filter((worker) => matches(workerTitle(worker))).sort(this.#compare);
      const items = shown.map((worker) => ({ worker, now }));
      this.#list.show(items, ({ worker }) => workerTitle(worker));
      showCount(byId('workers-count'), byId('workers-none'), shown.length, workers.length);
    };
    this.#show();
  }

  #compare = (a, b) => {
    const { column, up } = this.#order;
    const [x, y] = [column.value(a), column.value(b)];
    const sign = x < y ? -1 : x > y ? 1 : 0;
    return (up ? sign : -sign) || (workerTitle(a) < workerTitle(b) ? -1 : 1);
  };

  #heading(column) {
    const button = element('button', { type: 'button' }, column.title);
    const heading = element(
      'th',
      { role: 'columnheader', scope: 'col', class: classOf(column) },
      button,
    );
    this.#headings.set(column, heading);
    button.addEventListener('click', () => {
      // Of numbers, people look for the largest first.
      const same = this.#order.column === column;
      this.#order = { column, up: same ? !this.#order.up : column.word === true };
      this.#mark();
      this.#show();
    });
    if (column === byName) heading.setAttribute('aria-sort', 'ascending');
    return heading;
  }

  #mark() {
    for (const [column, heading] of this.#headings) {
      if (column !== this.#order.column) heading.removeAttribute('aria-sort');
      else heading.setAttribute('aria-sort', this.#order.up ? 'ascending' : 'descending');
    }
  }
}
