import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

export interface RecordingProxy {
  readonly port: number;
  /** `CONNECT host:port` or `GET http://host:port/path`. */
  readonly seen: string[];
  readonly credentials: (string | undefined)[];
  close(): Promise<void>;
}

/** A forward proxy: tunnels for CONNECT, passes on requests with a whole address. */
export async function recordingProxy(): Promise<RecordingProxy> {
  const seen: string[] = [];
  const credentials: (string | undefined)[] = [];
  const sockets = new Set<net.Socket>();
  const server = http.createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    credentials.push(request.headers['proxy-authorization']);
    const onward = http.request(
      request.url ?? '',
      { method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(onward);
  });
  server.on('connect', (request: http.IncomingMessage, client: net.Socket) => {
    seen.push(`CONNECT ${request.url ?? ''}`);
    credentials.push(request.headers['proxy-authorization']);
    const [host, port] = (request.url ?? '').split(':');
    const upstream = net.connect(Number(port), host);
    sockets.add(upstream).add(client);
    upstream
      .on('error', () => client.destroy())
      .on('connect', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
    client.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    credentials,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
}
