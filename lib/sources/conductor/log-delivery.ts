import { SourceError } from '../../errors/source-error.ts';
import type { HttpClient } from '../../http/http-client.ts';
import type { EncodedResult } from '../task-source.ts';

/** A line that the engine answers with 5xx so often is left out: it must not hold up the result. */
const MAX_UNAVAILABLE = 3;

interface Progress {
  sent: number;
  unavailable: number;
}

/** Sends the logs that a result's body has no room for, each once, however often the result itself is sent. */
export class LogDelivery {
  readonly #http: HttpClient;
  readonly #onNotice: (message: string) => void;
  readonly #progress = new WeakMap<EncodedResult, Progress>();

  constructor(http: HttpClient, onNotice: (message: string) => void) {
    this.#http = http;
    this.#onNotice = onNotice;
  }

  async send(result: EncodedResult): Promise<void> {
    const progress = this.#progressOf(result);
    const path = `/tasks/${encodeURIComponent(result.taskId)}/log`;
    for (const text of result.surplusLogs.slice(progress.sent)) {
      try {
        await this.#http.send({
          method: 'POST',
          path,
          body: text,
          contentType: 'text/plain; charset=utf-8',
        });
      } catch (error) {
        if (!this.#mayLeaveOut(error, progress)) throw error;
        this.#onNotice(
          `A log line of task ${result.taskId} was left out: ${(error as Error).message}`,
        );
      }
      progress.sent += 1;
      progress.unavailable = 0;
    }
  }

  #progressOf(result: EncodedResult): Progress {
    let progress = this.#progress.get(result);
    if (progress === undefined) {
      progress = { sent: 0, unavailable: 0 };
      this.#progress.set(result, progress);
    }
    return progress;
  }

  #mayLeaveOut(error: unknown, progress: Progress): boolean {
    if (!(error instanceof SourceError)) return false;
    if (error.kind === 'refused') return true;
    if (error.kind !== 'unavailable') return false;
    progress.unavailable += 1;
    return progress.unavailable >= MAX_UNAVAILABLE;
  }
}
