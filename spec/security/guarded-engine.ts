import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface GuardedEngine {
  /** Base of the API. */
  readonly url: string;
  readonly tokens: readonly string[];
  close(): Promise<void>;
}

/**
 * An engine that asks for a token, before another one that does not. It gives each task a secret,
 * and answers every fifth request with an error that repeats the request's headers.
 */
export async function guardedEngine(
  engine: string,
  { mark, runtimeMetadata }: { mark: string; runtimeMetadata: Record<string, string> },
): Promise<GuardedEngine> {
  const tokens: string[] = [];
  let requests = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url = '', method = 'GET', headers } = request;
    const body = await text(request);
    const send = (status: number, content: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(content));
    };
    if (url.endsWith('/token')) {
      tokens.push(`${mark}-token-${tokens.length}`);
      send(200, { token: tokens.at(-1) });
      return;
    }
    const said = { message: `${JSON.stringify(headers)} ${body}`, retryable: true };
    const fault =
      headers['x-authorization'] !== tokens.at(-1)
        ? 401
        : ++requests % 5 === 0
          ? [500, 401, 400][requests % 3]
          : undefined;
    if (fault !== undefined) {
      send(fault, said);
      return;
    }
    const forwarded = await fetch(engine + url.replace(/^\/api/, ''), {
      method,
      headers: { 'content-type': headers['content-type'] ?? 'application/json' },
      ...(method === 'GET' ? {} : { body }),
    });
    const content = await forwarded.text();
    const polled = url.includes('/tasks/poll/') && forwarded.ok;
    response.writeHead(forwarded.status, {
      'content-type': forwarded.headers.get('content-type') ?? 'text/plain',
    });
    response.end(
      polled
        ? JSON.stringify((JSON.parse(content) as object[]).map((t) => ({ ...t, runtimeMetadata })))
        : content,
    );
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    tokens,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
