/* global document */
export const byId = (id) => document.getElementById(id);

/** An element with attributes (`class`, `aria-…`), and children or text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Leaves alone what is as it should be: selections and screen readers notice every change. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

export function setAttribute(target, name, value) {
  if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}

export function setLines(list, lines) {
  if (list.children.length === lines.length) {
    lines.forEach((line, index) => setText(list.children[index], line));
  } else {
    list.replaceChildren(...lines.map((line) => element('li', {}, line)));
  }
}
