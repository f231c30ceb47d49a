import { WorkerHostError } from './worker-host-error.ts';

/** A module of workers is missing, fails to load, or holds no worker of the wanted name. */
export class ModuleError extends WorkerHostError {
  static override readonly brand: symbol = Symbol.for('worker-host.ModuleError');

  /** Absolute path of the module. */
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super('ERR_WH_MODULE', message, options);
    this.file = file;
  }
}
