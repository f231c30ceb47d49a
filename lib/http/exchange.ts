import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Answer } from './answer.ts';

/**
 * Sends a request and reads the whole answer as text. Bare of the stream and the promises that
 * `Dispatcher.request` makes for each body, which cost more than the rest of a small request.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    dispatcher.dispatch(request, new AnswerReader(resolve, reject));
  });
}

class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: Error) => void;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #first: Buffer | null = null;
  #all: Buffer[] | null = null;

  constructor(resolve: (answer: Answer) => void, reject: (error: Error) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  // Its presence tells undici which generation of handlers this is.
  onRequestStart(): void {}

  /** Called for each informational answer (1xx) too; the last one counts. */
  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#first === null) this.#first = chunk;
    else (this.#all ??= [this.#first]).push(chunk);
  }

  onResponseEnd(): void {
    const body = this.#all === null ? this.#first : Buffer.concat(this.#all);
    this.#resolve({
      status: this.#status,
      headers: this.#headers,
      body: body === null ? '' : body.toString(),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error);
  }
}
