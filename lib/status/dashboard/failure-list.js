import { byId, element, setText } from './elements.js';
import { ago } from './format.js';
import { KeyedList, showCount } from './keyed-list.js';

/** What failed last, the latest first. */
export class FailureList {
  #list = new KeyedList(byId('failures'), failureItem);

  show(failures, matches, now) {
    const shown = failures
      .filter(({ worker, taskType }) => matches(worker) || matches(taskType))
      .map((failure) => ({ ...failure, now }));
    this.#list.show(shown, ({ taskId, at }) => `${taskId} ${at}`);
    showCount(byId('failures-count'), byId('failures-none'), shown.length, failures.length);
  }
}

function failureItem({ at, taskType, taskId, workflowId, reason, retryable }) {
  const time = element('time', { datetime: at, title: at });
  const root = element(
    'li',
    {},
    element(
      'p',
      { class: 'headline' },
      element('strong', {}, taskType),
      ' ',
      time,
      ...(retryable ? [] : [' ', element('span', { class: 'tag' }, 'for good')]),
    ),
    element('p', { class: 'reason' }, reason),
    element('p', { class: 'id' }, `workflow ${workflowId}`, element('br'), `task ${taskId}`),
  );
  return { root, update: ({ now }) => setText(time, ago(at, now)) };
}
