/* global document, getComputedStyle */
const slots = 8;

/** A worker keeps its colour as long as it is among the chosen. */
export class WorkerColours {
  #slotOf = new Map();

  keep(names) {
    for (const name of this.#slotOf.keys()) if (!names.includes(name)) this.#slotOf.delete(name);
    for (const name of names) if (!this.#slotOf.has(name)) this.#slotOf.set(name, this.#free());
  }

  /** Name of the custom property with its colour. */
  of(name) {
    return `--series-${this.#slotOf.get(name) ?? 'others'}`;
  }

  #free() {
    const taken = new Set(this.#slotOf.values());
    for (let slot = 1; slot <= slots; slot++) if (!taken.has(slot)) return slot;
    return 'others';
  }
}

/** What a custom property comes to in the theme that is shown: a canvas knows no properties. */
export function colour(property) {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.style.color = `var(${property})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
