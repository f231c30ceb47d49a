interface LogMethod {
  (message: string, ...args: unknown[]): void;
  (fields: object, message?: string, ...args: unknown[]): void;
}

/** The part of pino's interface that this package uses: any pino logger fits, and most others. */
export interface Logger {
  /** Least level that is written, where the logger tells: what lies below it need not be made. Can be changed at any time. */
  level?: string | undefined;
  readonly trace: LogMethod;
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  readonly fatal: LogMethod;
  /** A logger that adds these fields to each line. */
  child(fields: Record<string, unknown>): Logger;
}

/** Whether a debug line would be written: what it says need not be put together otherwise. */
export function logsDebug({ level }: Logger): boolean {
  return level === undefined || level === 'debug' || level === 'trace';
}

const nothing = (): void => undefined;

/** Drops everything. */
export const silentLogger: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  child: () => silentLogger,
};
