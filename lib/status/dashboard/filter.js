/* global document, history, location */
/** The search box: which workers are shown. It is kept in the address, so that a link can name one. */
export class Filter {
  #input;
  #onChange;

  constructor(input, onChange) {
    this.#input = input;
    this.#onChange = onChange;
    input.value = decodeURIComponent(location.hash.slice(1));
    input.addEventListener('input', () => this.#changed());
    document.addEventListener('keydown', (event) => this.#key(event));
  }

  matches = (name) => name.toLowerCase().includes(this.#input.value.trim().toLowerCase());

  /** The same name again takes the filter off. */
  pick(name) {
    this.#input.value = this.#input.value === name ? '' : name;
    this.#changed();
  }

  #changed() {
    history.replaceState(null, '', `#${encodeURIComponent(this.#input.value)}`);
    this.#onChange();
  }

  #key(event) {
    const typing = event.target.closest('input, select, dialog') !== null;
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#input.focus();
    }
    if (event.key === 'Escape' && event.target === this.#input && this.#input.value !== '') {
      event.preventDefault();
      this.pick(this.#input.value);
    }
  }
}
