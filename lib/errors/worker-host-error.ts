/**
 * The base of every error this package throws on purpose.
 *
 * `code` is stable (`ERR_WH_…`); `message` says what happened, with the numbers, and what to do.
 * `instanceof` works across duplicate installs of the package, by a brand instead of the prototype.
 */
export class WorkerHostError extends Error {
  static readonly brand: symbol = Symbol.for('worker-host.WorkerHostError');

  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
    for (const brand of new Set([WorkerHostError.brand, new.target.brand])) {
      Object.defineProperty(this, brand, { value: true });
    }
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return false;
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
    return Object.hasOwn(this, 'brand') && (value as Record<symbol, unknown>)[this.brand] === true;
  }
}
