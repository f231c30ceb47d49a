import { others } from './chart-data.js';
import { element, setText } from './elements.js';
import { milliseconds, rate } from './format.js';

/** The lines of the charts by name, with their values; picking one filters by it. */
export class Legend {
  #list;
  #onPick;
  #values = [];
  #shown = '';

  constructor(list, onPick) {
    this.#list = list;
    this.#onPick = onPick;
  }

  show(entries) {
    const shown = JSON.stringify(entries);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#values = [];
    this.#list.replaceChildren(...entries.map((entry) => this.#entry(entry)));
  }

  /** @param valuesOf rate and latency of a line, by its index */
  tell(valuesOf) {
    this.#values.forEach((target, line) => {
      const [perSecond, latency] = valuesOf(line);
      const speed = perSecond === null ? '–' : `${rate(perSecond)}/s`;
      setText(target, latency === null ? speed : `${speed}, ${milliseconds(latency)}`);
    });
  }

  #entry({ name, property, others: count }) {
    const mark = element('span', { class: 'mark', 'aria-hidden': 'true' });
    mark.style.background = `var(${property})`;
    const value = element('span', { class: 'value' });
    this.#values.push(value);
    if (name === others) {
      return element(
        'li',
        {},
        element('span', { class: 'entry' }, mark, `${count} others `, value),
      );
    }
    const button = element(
      'button',
      { type: 'button', class: 'entry', title: `Show only ${name}` },
      mark,
      element('span', { class: 'name' }, name),
      ' ',
      value,
    );
    button.addEventListener('click', () => this.#onPick(name));
    return element('li', {}, button);
  }
}
