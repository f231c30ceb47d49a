/** One answer of the server, with nothing interpreted but JSON. */
export interface Answer {
  readonly status: number;
  /** The parsed JSON; the text when it is no JSON; undefined when the body is empty. */
  readonly body: unknown;
  readonly text: string;
  readonly contentType: string;
  readonly ms: number;
}

export type Json = Record<string, unknown>;

/** Talks to a Conductor server as plainly as possible: fetch, and no knowledge of the host's code. */
export class WireClient {
  readonly #base: string;

  /** @param base the base of the API, `http://…/api` */
  constructor(base: string) {
    this.#base = base.replace(/\/$/, '');
  }

  get(path: string): Promise<Answer> {
    return this.#send('GET', path);
  }

  put(path: string, body?: unknown): Promise<Answer> {
    return this.#send('PUT', path, JSON.stringify(body));
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.#send('POST', path, JSON.stringify(body));
  }

  /** Sends a body as it is, for requests that are wrong on purpose. */
  postText(path: string, body: string, contentType = 'application/json'): Promise<Answer> {
    return this.#send('POST', path, body, contentType);
  }

  delete(path: string): Promise<Answer> {
    return this.#send('DELETE', path);
  }

  async #send(
    method: string,
    path: string,
    body?: string,
    contentType = 'application/json',
  ): Promise<Answer> {
    const started = performance.now();
    // `/health` is the one path outside the API.
    const url = path.startsWith('//')
      ? new URL(this.#base).origin + path.slice(1)
      : this.#base + path;
    const response = await fetch(url, {
      method,
      ...(body === undefined ? {} : { body, headers: { 'content-type': contentType } }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: parsed(text),
      text,
      contentType: response.headers.get('content-type') ?? '',
      ms: performance.now() - started,
    };
  }
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Ids and versions come as plain text.
    return text;
  }
}
