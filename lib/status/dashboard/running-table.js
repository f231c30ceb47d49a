import { confirmed } from './dialogs.js';
import { byId, element, setText } from './elements.js';
import { milliseconds } from './format.js';
import { KeyedList, showCount } from './keyed-list.js';

const columns = [
  ['Task', 'name'],
  ['For', 'number'],
  ['Attempt', 'number attempt'],
  ['Workflow and task', 'id'],
];

/** What runs now, the longest first. */
export class RunningTable {
  #list;
  #operate;

  constructor(operate) {
    this.#operate = operate;
    const table = byId('running');
    table.setAttribute('role', 'table');
    table.setAttribute('aria-labelledby', 'running-title');
    const cells = columns.map(([title, name]) =>
      element('th', { role: 'columnheader', scope: 'col', class: name }, title),
    );
    const row = element('tr', { role: 'row' }, ...cells, cell('act'));
    const body = element('tbody', { role: 'rowgroup' });
    table.append(element('thead', { role: 'rowgroup' }, row), body);
    this.#list = new KeyedList(body, (task) => this.#row(task));
  }

  show(tasks, matches, total) {
    const shown = tasks.filter(({ worker, taskType }) => matches(worker) || matches(taskType));
    this.#list.show(shown, ({ taskId }) => taskId);
    showCount(byId('running-count'), byId('running-none'), shown.length, total);
  }

  #row({ taskType, taskId, workflowId }) {
    const [name, time, attempt, ids] = columns.map(([, of]) => cell(of));
    name.append(taskType);
    ids.append(workflowId, element('br'), taskId);
    const cancel = element(
      'button',
      { type: 'button', 'aria-label': `Cancel task ${taskId}` },
      'Cancel',
    );
    cancel.addEventListener('click', () => void this.#cancel(taskId, taskType));
    const act = cell('act', cancel);
    const root = element('tr', { role: 'row' }, name, time, attempt, ids, act);
    const update = (task) => {
      setText(time, milliseconds(task.runningMs));
      setText(attempt, String(task.attempt));
    };
    return { root, update };
  }

  async #cancel(taskId, taskType) {
    const question = {
      title: 'Cancel this task?',
      text: `${taskType}, ${taskId}: its signal is aborted, and it is ended if that does not help.`,
      action: 'Cancel task',
    };
    if (await confirmed(question)) {
      await this.#operate.act('cancel', { taskId }, `Task ${taskId} is cancelled.`);
    }
  }
}

function cell(name, ...children) {
  return element('td', { role: 'cell', class: name }, ...children);
}
