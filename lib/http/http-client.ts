import type { AxiosInstance } from 'axios';
import { systemClock, type Clock } from '../task/clock.ts';
import type { Answer } from './answer.ts';
import {
  errorFromAnswer,
  errorFromException,
  isTokenProblem,
  type RequestContext,
} from './classify.ts';
import { openConnection, proxyCredentials, type Connection } from './connection.ts';
import { exchange } from './exchange.ts';
import type { HttpSettings } from './http-settings.ts';
import { displayUrl, requestName } from './request-name.ts';
import { foreignTls, readTlsOptions, type TlsOptions } from './tls-options.ts';
import { Token } from './token.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path below the base address, with its query: `/tasks/poll/batch/x?count=1`. */
  readonly path: string;
  readonly body?: string;
  /** Default application/json. */
  readonly contentType?: string;
}

export interface HttpClientOptions {
  /** Sockets for polls: one for each poll that can be under way at once, or some will wait. */
  readonly pollConnections: number;
  readonly clock?: Clock;
  /** Told what a user should know and no error says: a server without authentication, say. */
  readonly onNotice?: (message: string) => void;
  /** A request took `ms` milliseconds; `status` 0 = there was no answer. */
  readonly onRequest?: (request: HttpRequest, status: number, ms: number) => void;
}

type Send = (request: HttpRequest, token: string | null) => Promise<Answer>;

/**
 * All requests to one engine. Three ways in, one set of TLS, proxy, token and timeouts:
 * `poll` and `send` over separate sockets, so that a held poll never delays a result, and
 * `call`, by axios, for what is not on the hot path.
 *
 * Each resolves with a 2xx answer or rejects with a `SourceError`.
 */
export class HttpClient {
  /** Address of the engine, without credentials. */
  readonly server: string;
  readonly #settings: HttpSettings;
  readonly #tls: TlsOptions;
  readonly #polls: Connection;
  readonly #others: Connection;
  #axios: Promise<AxiosInstance> | null = null;
  readonly #token: Token | null;
  readonly #secrets: readonly string[];
  readonly #onRequest: NonNullable<HttpClientOptions['onRequest']>;
  readonly #overPolls: Send;
  readonly #overOthers: Send;
  readonly #overAxios: Send;

  constructor(settings: HttpSettings, options: HttpClientOptions) {
    const tls = readTlsOptions(settings);
    this.#settings = settings;
    this.#tls = tls;
    this.server = displayUrl(settings.serverUrl);
    this.#polls = openConnection(settings, tls, {
      connections: Math.max(1, options.pollConnections),
      answerTimeout: settings.pollDeadline,
    });
    this.#others = openConnection(settings, tls, {
      connections: null,
      answerTimeout: settings.requestTimeout,
    });
    this.#overPolls = (request, token) => requestOver(this.#polls, request, token);
    this.#overOthers = (request, token) => requestOver(this.#others, request, token);
    this.#overAxios = async (request, token) => {
      this.#axios ??= makeAxios(this.#others, settings.requestTimeout);
      return requestByAxios(await this.#axios, request, token);
    };
    this.#secrets = secretsOf(settings);
    this.#onRequest = options.onRequest ?? (() => undefined);
    this.#token = this.#createToken(settings, options);
  }

  /** A request that the engine may hold: deadline `pollDeadline`. */
  poll(request: HttpRequest): Promise<Answer> {
    return this.#send(this.#overPolls, request);
  }

  /** A request that is answered at once: deadline `requestTimeout`. */
  send(request: HttpRequest): Promise<Answer> {
    return this.#send(this.#overOthers, request);
  }

  /** Like `send`, by axios. */
  call(request: HttpRequest): Promise<Answer> {
    return this.#send(this.#overAxios, request);
  }

  /** Reads a file that the engine keeps elsewhere, by axios. The engine's token is sent to the engine alone. */
  async download(address: string): Promise<Answer> {
    const url = new URL(address, this.#settings.serverUrl);
    const path = url.pathname + url.search;
    const context = {
      ...this.contextOf({ method: 'GET', path: url.pathname }),
      server: url.origin,
    };
    const own = url.origin === new URL(this.#settings.serverUrl).origin;
    const token = own ? ((await this.#token?.current()) ?? null) : null;
    const connection = openConnection(
      { ...this.#settings, serverUrl: url.origin },
      own ? this.#tls : foreignTls(this.#tls),
      {
        connections: 1,
        answerTimeout: this.#settings.requestTimeout,
      },
    );
    try {
      const axios = await makeAxios(connection, this.#settings.requestTimeout);
      const answer = await requestByAxios(axios, { method: 'GET', path }, token);
      if (answer.status < 200 || answer.status > 299) throw errorFromAnswer(answer, context);
      return answer;
    } catch (error) {
      throw errorFromException(error, context);
    } finally {
      await connection.dispatcher.close();
    }
  }

  /** What an error about this request may say of it. */
  contextOf(request: HttpRequest): RequestContext {
    return {
      server: this.server,
      name: requestName(request.method, request.path),
      secrets: this.#token === null ? this.#secrets : [...this.#secrets, ...this.#token.secrets],
    };
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await Promise.all([this.#polls.dispatcher.close(), this.#others.dispatcher.close()]);
  }

  async #send(over: Send, request: HttpRequest): Promise<Answer> {
    const token = this.#token === null ? null : await this.#token.current();
    let answer = await this.#attempt(over, request, token);
    if (this.#token !== null && isTokenProblem(answer)) {
      // The engine has not looked at the request itself: sending it again doubles nothing.
      answer = await this.#attempt(over, request, await this.#token.replace(token));
    }
    if (answer.status < 200 || answer.status > 299)
      throw errorFromAnswer(answer, this.contextOf(request));
    return answer;
  }

  async #attempt(over: Send, request: HttpRequest, token: string | null): Promise<Answer> {
    const startedAt = performance.now();
    try {
      const answer = await over(request, token);
      this.#onRequest(request, answer.status, performance.now() - startedAt);
      return answer;
    } catch (error) {
      this.#onRequest(request, 0, performance.now() - startedAt);
      throw errorFromException(error, this.contextOf(request));
    }
  }

  #createToken(settings: HttpSettings, options: HttpClientOptions): Token | null {
    if (settings.authKey === null || settings.authSecret === null) return null;
    const request: HttpRequest = {
      method: 'POST',
      path: '/token',
      body: JSON.stringify({ keyId: settings.authKey, keySecret: settings.authSecret }),
    };
    return new Token({
      request: () => this.#attempt(this.#overAxios, request, null),
      toError: (answer) => errorFromAnswer(answer, this.contextOf(request)),
      server: this.server,
      clock: options.clock ?? systemClock,
      ...(settings.tokenRefreshInterval !== undefined && {
        lifetime: settings.tokenRefreshInterval,
      }),
      onNotice: options.onNotice ?? (() => undefined),
    });
  }
}

function requestOver(
  connection: Connection,
  request: HttpRequest,
  token: string | null,
): Promise<Answer> {
  return exchange(connection.dispatcher, {
    origin: connection.origin,
    path: connection.pathPrefix + request.path,
    method: request.method,
    headers: headersFor(connection.headers, request, token),
    body: request.body ?? null,
  });
}

/** Loaded when it is needed first: most hosts poll before that, and some never need it. */
async function makeAxios(connection: Connection, requestTimeout: number): Promise<AxiosInstance> {
  const { createAxiosClient } = await import('./axios-client.ts');
  return createAxiosClient(connection, requestTimeout);
}

async function requestByAxios(
  axios: AxiosInstance,
  request: HttpRequest,
  token: string | null,
): Promise<Answer> {
  const { status, headers, data } = await axios.request<string>({
    method: request.method,
    url: request.path,
    data: request.body,
    headers: headersFor({}, request, token),
  });
  return { status, headers: headers as Answer['headers'], body: data };
}

function headersFor(
  own: Readonly<Record<string, string>>,
  request: HttpRequest,
  token: string | null,
): Record<string, string> {
  const headers: Record<string, string> = { ...own, accept: 'application/json, text/plain' };
  if (request.body !== undefined)
    headers['content-type'] = request.contentType ?? 'application/json';
  if (token !== null) headers['x-authorization'] = token;
  return headers;
}

function secretsOf({ authKey, authSecret, proxyUrl }: HttpSettings): string[] {
  const secrets = [authKey ?? '', authSecret ?? ''];
  if (proxyUrl === null) return secrets;
  const proxy = new URL(proxyUrl);
  const { password } = proxy;
  // A proxy, or what lies behind it, may repeat the header in an error.
  const encoded = proxyCredentials(proxy)?.replace('Basic ', '') ?? '';
  return [...secrets, password, decodeURIComponent(password), encoded];
}
