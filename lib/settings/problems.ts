import { SettingsError } from '../errors/settings-error.ts';

/**
 * Collects what is wrong, so that one run shows all of it. The same sentence counts once:
 * a bad value of `[DEFAULT]` is one problem, however many workers it reaches.
 */
export class Problems {
  readonly #inFile = new Map<string, number>();
  readonly #elsewhere = new Set<string>();

  inFile(path: string, line: number, sentence: string): void {
    this.#inFile.set(`${path}:${line}: ${sentence}`, line);
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
