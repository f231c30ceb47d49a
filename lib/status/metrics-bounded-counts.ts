const other = 'other';
const longestLabel = 80;

/** Counts by a label that somebody else makes up, such as the name of an error: of too many, the rest are `other`. */
export class BoundedCounts {
  readonly #limit: number;
  readonly #counts = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(label: string): void {
    const known = this.#counts.get(label);
    if (known !== undefined) this.#counts.set(label, known + 1);
    else this.#addNew(label.slice(0, longestLabel));
  }

  /** Lets a label be told from the beginning, as 0. */
  begin(label: string): void {
    if (this.#counts.size < this.#limit && !this.#counts.has(label)) this.#counts.set(label, 0);
  }

  entries(): Iterable<[label: string, count: number]> {
    return this.#counts;
  }

  #addNew(label: string): void {
    const key = this.#counts.has(label) || this.#counts.size < this.#limit ? label : other;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }
}
