import { SettingsError } from '../errors/settings-error.ts';

/** More than anybody reads: such a file is no settings file at all. */
const MOST_IN_FILE = 1000;

/**
 * Collects what is wrong, so that one run shows all of it. The same sentence counts once:
 * a bad value of `[DEFAULT]` is one problem, however many workers it reaches.
 */
export class Problems {
  readonly #inFile = new Map<string, number>();
  readonly #elsewhere = new Set<string>();

  /** Whether there are so many in the file that further ones are dropped. */
  fileIsHopeless(): boolean {
    return this.#inFile.size >= MOST_IN_FILE;
  }

  inFile(path: string, line: number, sentence: string): void {
    if (this.fileIsHopeless()) return;
    this.#inFile.set(`${path}:${line}: ${sentence}`, line);
    if (this.fileIsHopeless()) {
      this.add(`${path}: ${MOST_IN_FILE} problems, and no more are shown; is it a settings file?`);
    }
  }

  add(sentence: string): void {
    this.#elsewhere.add(sentence);
  }

  /** @throws SettingsError when there is any; those of the file first, by line. */
  throwIfAny(): void {
    const inFile = [...this.#inFile].sort(([, left], [, right]) => left - right);
    const all = [...inFile.map(([sentence]) => sentence), ...this.#elsewhere];
    if (all.length > 0) throw new SettingsError(all);
  }
}
