import type { Clock, Timer } from '../task/clock.ts';
import type { Logger } from './logger-interface.ts';

export interface RepeatedLinesOptions {
  /** Default: the system's. */
  readonly clock?: Pick<Clock, 'setTimeout'>;
  /** Lines of one kind that are written in a minute. Default 10. */
  readonly most?: number;
}

type LimitedLevel = 'warn' | 'error';

/** Lines with the same level, message, worker and reason, in the present minute. */
interface Kind {
  readonly level: LimitedLevel;
  readonly message: string;
  readonly fields: { readonly worker?: string; readonly reason?: string };
  written: number;
  left: number;
}

const windowMs = 60_000;
const usualMost = 10;
/** Beyond so many kinds in a minute reasons are no longer told apart: each may hold an id. */
const mostKinds = 500;
const keptReason = 500;

/**
 * A logger for a host's own lines. Warnings and errors that repeat are written ten times a minute;
 * a minute after the first one a line says how many more there were.
 */
export class RepeatedLines implements Logger {
  readonly #logger: Logger;
  readonly #clock: Pick<Clock, 'setTimeout'>;
  readonly #most: number;
  readonly #kinds = new Map<string, Kind>();
  #timer: Timer | null = null;

  constructor(
    logger: Logger,
    { clock = backgroundClock, most = usualMost }: RepeatedLinesOptions = {},
  ) {
    this.#logger = logger;
    this.#clock = clock;
    this.#most = most;
  }

  get level(): string | undefined {
    return this.#logger.level;
  }

  set level(level: string | undefined) {
    this.#logger.level = level;
  }

  // Looked up at each line: a logger of pino's has other methods after a change of its level.
  readonly trace: Logger['trace'] = (...line) => this.#logger.trace(...(line as [string]));
  readonly debug: Logger['debug'] = (...line) => this.#logger.debug(...(line as [string]));
  readonly info: Logger['info'] = (...line) => this.#logger.info(...(line as [string]));
  readonly warn: Logger['warn'] = (...line) => this.#limited('warn', line);
  readonly error: Logger['error'] = (...line) => this.#limited('error', line);
  readonly fatal: Logger['fatal'] = (...line) => this.#logger.fatal(...(line as [string]));

  /** Its lines are written as they come. */
  child(fields: Record<string, unknown>): Logger {
    return this.#logger.child(fields);
  }

  /** Says now what was left out so far. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = null;
    for (const { level, message, fields, left } of this.#kinds.values()) {
      if (left > 0) this.#logger[level]({ ...fields, more: left }, `${message}: and ${left} more`);
    }
    this.#kinds.clear();
  }

  #limited(level: LimitedLevel, line: unknown[]): void {
    const kind = this.#kindOf(level, line);
    if (kind.written >= this.#most) {
      kind.left++;
      return;
    }
    kind.written++;
    this.#logger[level](...(line as [string]));
  }

  #kindOf(level: LimitedLevel, [first, second]: unknown[]): Kind {
    const fields = typeof first === 'object' && first !== null ? first : {};
    const message = String(typeof first === 'string' ? first : second);
    const full = this.#kinds.size >= mostKinds;
    const told = { ...textOf(fields, 'worker'), ...(full ? {} : reasonOf(fields)) };
    const key = JSON.stringify([level, message, told]);
    let kind = this.#kinds.get(key);
    if (kind === undefined) {
      kind = { level, message, fields: told, written: 0, left: 0 };
      this.#kinds.set(key, kind);
      this.#timer ??= this.#clock.setTimeout(() => this.flush(), windowMs);
    }
    return kind;
  }
}

/** No process stays for the sake of a count. */
const backgroundClock: Pick<Clock, 'setTimeout'> = {
  setTimeout: (fn, ms) => {
    const timer = setTimeout(fn, ms).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

function reasonOf(fields: object): { reason?: string } {
  const { err } = fields as { err?: unknown };
  const given = textOf(fields, 'reason') as { reason?: string };
  const reason = given.reason ?? (err instanceof Error ? err.message : undefined);
  return reason === undefined ? {} : { reason: reason.slice(0, keptReason) };
}

function textOf(fields: object, name: string): Record<string, string> {
  const value = (fields as Record<string, unknown>)[name];
  return typeof value === 'string' ? { [name]: value } : {};
}
