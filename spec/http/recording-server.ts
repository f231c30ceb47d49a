import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { HttpSettings } from '../../lib/http/http-settings.ts';

export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly peerCertificate: string | undefined;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Reset the connection instead of answering. */
  readonly reset?: boolean;
}

export interface RecordingServer {
  readonly url: string;
  readonly port: number;
  readonly requests: Recorded[];
  close(): Promise<void>;
}

type Handler = (request: Recorded, index: number) => Reply | Promise<Reply>;

/** A real server on a free port that remembers what it was asked. */
export async function recordingServer(
  handler: Handler,
  options: { tls?: https.ServerOptions; maxRequestsPerSocket?: number } = {},
): Promise<RecordingServer> {
  const requests: Recorded[] = [];
  const listener: http.RequestListener = (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const socket = request.socket as Socket & {
        getPeerCertificate?: () => { subject?: { CN?: string } };
      };
      const recorded = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body,
        peerCertificate: socket.getPeerCertificate?.().subject?.CN,
      };
      requests.push(recorded);
      void Promise.resolve(handler(recorded, requests.length - 1)).then((reply) => {
        if (reply.reset === true) return request.socket.destroy();
        response.writeHead(
          reply.status ?? 200,
          reply.headers ?? { 'content-type': 'application/json' },
        );
        return response.end(reply.body ?? '');
      });
    });
  };
  const server = options.tls
    ? https.createServer(options.tls, listener)
    : http.createServer(listener);
  if (options.maxRequestsPerSocket !== undefined)
    server.maxRequestsPerSocket = options.maxRequestsPerSocket;
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? 'https' : 'http'}://localhost:${port}/api`,
    port,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function httpSettings(serverUrl: string, changes: Partial<HttpSettings> = {}): HttpSettings {
  return {
    serverUrl,
    authKey: null,
    authSecret: null,
    tlsCaPath: null,
    tlsCertPath: null,
    tlsKeyPath: null,
    tlsInsecure: false,
    proxyUrl: null,
    requestTimeout: 5000,
    connectTimeout: 5000,
    pollDeadline: 5000,
    ...changes,
  };
}

/** The error that a promise rejects with; fails when it resolves. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('resolved, and should have been rejected');
}
