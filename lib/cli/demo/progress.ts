const barWidth = 30;

/** How far a count is: a bar that is drawn anew on a terminal, else a line for each quarter. On stderr. */
export class Progress {
  readonly #total: number;
  readonly #label: string;
  readonly #terminal = process.stderr.isTTY && process.env.TERM !== 'dumb';
  #reported = 0;

  constructor(total: number, label: string) {
    this.#total = total;
    this.#label = label;
  }

  update(done: number): void {
    if (this.#terminal) this.#draw(done);
    else this.#report(done);
  }

  /** Ends the bar's line. */
  end(): void {
    if (this.#terminal) process.stderr.write('\n');
  }

  #draw(done: number): void {
    const filled = Math.round((done / this.#total) * barWidth);
    const bar = '#'.repeat(filled).padEnd(barWidth, '.');
    process.stderr.write(`\r[${bar}] ${done}/${this.#total} ${this.#label}`);
  }

  #report(done: number): void {
    const quarter = Math.floor((done / this.#total) * 4);
    if (quarter <= this.#reported) return;
    this.#reported = quarter;
    process.stderr.write(`${done}/${this.#total} ${this.#label}\n`);
  }
}
