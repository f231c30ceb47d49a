import { format } from 'node:util';
import type { Logger } from '../../lib/telemetry/logger-interface.ts';

export interface RecordedLine {
  readonly level: string;
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

/** A logger that keeps its lines for specs to look at. */
export class LogRecorder {
  readonly lines: RecordedLine[] = [];
  readonly logger: Logger = {
    trace: this.#method('trace'),
    debug: this.#method('debug'),
    info: this.#method('info'),
    warn: this.#method('warn'),
    error: this.#method('error'),
    fatal: this.#method('fatal'),
    child: () => this.logger,
  };

  messages(level: string): string[] {
    return this.lines.filter((line) => line.level === level).map(({ message }) => message);
  }

  #method(level: string): (first: object | string, ...rest: unknown[]) => void {
    return (first, ...rest) => {
      if (typeof first === 'string') this.lines.push({ level, fields: {}, message: first });
      else this.lines.push({ level, fields: { ...first }, message: format(...rest) });
    };
  }
}
