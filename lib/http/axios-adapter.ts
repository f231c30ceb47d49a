import { AxiosError, AxiosHeaders, type AxiosAdapter } from 'axios';
import type { Connection } from './connection.ts';

/**
 * Sends what axios is asked for over our own connection: TLS, proxy and sockets are set up in one
 * place for both clients. Bodies are text both ways; redirects are answers like any other.
 */
export function axiosAdapter(connection: Connection): AxiosAdapter {
  return async (config) => {
    const timeout = config.timeout ?? 0;
    try {
      const answer = await connection.dispatcher.request({
        origin: connection.origin,
        path: connection.pathPrefix + (config.url ?? ''),
        method: (config.method ?? 'get').toUpperCase(),
        headers: { ...(config.headers.toJSON() as Record<string, string>), ...connection.headers },
        body: typeof config.data === 'string' ? config.data : null,
        headersTimeout: timeout,
        bodyTimeout: timeout,
      });
      return {
        data: await answer.body.text(),
        status: answer.statusCode,
        statusText: answer.statusText,
        headers: new AxiosHeaders(answer.headers as Record<string, string>),
        config,
        request: null,
      };
    } catch (error) {
      throw AxiosError.from(error, undefined, config);
    }
  };
}
