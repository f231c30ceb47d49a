import { WorkerHostError } from './worker-host-error.ts';

/** The settings can't be used: `problems` lists every one of them, each with where it came from. */
export class SettingsError extends WorkerHostError {
  static override readonly brand: symbol = Symbol.for('worker-host.SettingsError');

  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('ERR_WH_SETTINGS', problems.join('\n'));
    this.problems = problems;
  }
}
