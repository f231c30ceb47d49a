import type { Dispatcher, Pool } from 'undici';
import type { HttpSettings } from './http-settings.ts';
import type { TlsOptions } from './tls-options.ts';
import { undiciPools } from './undici-pool.ts';

/** Conductor's servlet container closes a connection that was idle for 60 s: ours go first. */
const IDLE_CLOSE_MS = 30_000;

export interface ConnectionOptions {
  /** At most this many sockets; null = as many as there are requests at once. */
  readonly connections: number | null;
  /** Milliseconds until the head of an answer, and between two parts of its body. */
  readonly answerTimeout: number;
}

/** Sockets to an engine, directly or through a proxy. Requests go to `origin` with `pathPrefix` before the path of the API. */
export interface Connection {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  readonly pathPrefix: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function openConnection(
  settings: HttpSettings,
  tls: TlsOptions,
  options: ConnectionOptions,
): Connection {
  const url = new URL(settings.serverUrl);
  const basePath = url.pathname.replace(/\/+$/, '');
  const pool = {
    connections: options.connections,
    headersTimeout: options.answerTimeout,
    bodyTimeout: options.answerTimeout,
    keepAliveTimeout: IDLE_CLOSE_MS,
    keepAliveMaxTimeout: IDLE_CLOSE_MS,
  } satisfies Pool.Options;
  const connect = { ...tls, timeout: settings.connectTimeout };
  const undici = undiciPools();
  if (settings.proxyUrl === null) {
    const dispatcher = new undici.Pool(url.origin, { ...pool, connect });
    return { dispatcher, origin: url.origin, pathPrefix: basePath, headers: {} };
  }
  const proxy = new URL(settings.proxyUrl);
  const credentials = proxyCredentials(proxy);
  const proxyConnect = {
    timeout: settings.connectTimeout,
    rejectUnauthorized: tls.rejectUnauthorized,
    ...(tls.ca && { ca: tls.ca }),
  };
  if (url.protocol === 'http:') {
    // Plain HTTP goes through a proxy with the whole address in the request line: many proxies
    // allow CONNECT to port 443 alone.
    return {
      dispatcher: new undici.Pool(proxy.origin, { ...pool, connect: proxyConnect }),
      origin: proxy.origin,
      pathPrefix: url.origin + basePath,
      headers: {
        host: url.host,
        ...(credentials !== null && { 'proxy-authorization': credentials }),
      },
    };
  }
  const dispatcher = new undici.ProxyAgent({
    ...pool,
    connections: pool.connections as number,
    uri: proxy.origin,
    ...(credentials !== null && { token: credentials }),
    requestTls: connect,
    proxyTls: proxyConnect,
    clientFactory: (origin, opts) =>
      new undici.Pool(origin, {
        ...(opts as Pool.Options),
        headersTimeout: settings.connectTimeout,
      }),
  });
  return { dispatcher, origin: url.origin, pathPrefix: basePath, headers: {} };
}

/** The header that a proxy is given. */
export function proxyCredentials(proxy: URL): string | null {
  if (proxy.username === '') return null;
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
