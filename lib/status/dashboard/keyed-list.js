/* global document */
import { setText } from './elements.js';

/**
 * Keeps the children of an element in step with a list: each item has one child, made once and
 * updated after that, so that focus, selections and open details survive.
 */
export class KeyedList {
  #parent;
  #make;
  #byKey = new Map();

  /** @param make makes the view of an item: `{ root, update(item) }` */
  constructor(parent, make) {
    this.#parent = parent;
    this.#make = make;
  }

  /** @param keyOf tells items apart; two of one key share a view. */
  show(items, keyOf) {
    const keys = new Set(items.map(keyOf));
    for (const [key, view] of this.#byKey) {
      if (keys.has(key)) continue;
      view.root.remove();
      this.#byKey.delete(key);
    }
    for (const item of items) {
      const key = keyOf(item);
      if (!this.#byKey.has(key)) this.#byKey.set(key, this.#make(item));
      this.#byKey.get(key).update(item);
    }
    this.#order([...keys]);
  }

  /** A child that is moved loses the focus, so none is moved around it. */
  #order(keys) {
    const focused = this.#parent.contains(document.activeElement);
    let next = this.#parent.querySelector(':scope > [data-item]');
    for (const key of keys) {
      const { root } = this.#byKey.get(key);
      root.dataset.item = '';
      if (root === next) next = root.nextElementSibling;
      else if (!root.isConnected || !focused) this.#parent.insertBefore(root, next);
    }
  }
}

/** Shows how many there are, and the sentence for none. */
export function showCount(count, none, shown, total) {
  setText(count, shown === total ? String(total) : `${shown} of ${total}`);
  none.hidden = shown > 0;
}
