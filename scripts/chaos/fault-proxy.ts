import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault-plan.ts';
import { ProxyJournal, type HandOver } from './proxy-journal.ts';
import { kindOf, polledTaskIds, updateOf, type RequestKind } from './request-kind.ts';

interface Exchange {
  readonly kind: RequestKind;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly body: Buffer;
}

interface EngineAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** Stands between host and engine, makes faults, and notes what really happened on either side. */
export class FaultProxy {
  readonly journal = new ProxyJournal();
  /** Default: none. */
  nextFault: () => Fault = () => ({ kind: 'none' });
  readonly #engine: URL;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server: Server;
  readonly #connectedAt = new WeakMap<Socket, number>();

  private constructor(engineUrl: string) {
    this.#engine = new URL(engineUrl);
    this.#server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));
    this.#server.keepAliveTimeout = 60_000;
    this.#server.on('connection', (socket: Socket) => this.#connectedAt.set(socket, Date.now()));
  }

  /** @param engineUrl the base of the engine's API */
  static async start(engineUrl: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(engineUrl);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** What takes the place of the engine's address. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}${this.#engine.pathname}`;
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const body = await bytesOf(incoming);
      const kind = kindOf(incoming.method ?? '', incoming.url ?? '', body);
      await this.#handle({ kind, incoming, outgoing, body });
    } catch {
      // The host died, or the engine did: either way its peer sees the connection end.
      outgoing.destroy();
    }
  }

  async #handle(exchange: Exchange): Promise<void> {
    const { kind, incoming, outgoing } = exchange;
    const hostIsGone = (): boolean => incoming.socket.destroyed;
    const fault = this.nextFault();
    if (fault.kind !== 'none') this.journal.fault(fault.kind, kind);
    if (fault.kind === 'reset') outgoing.destroy();
    else if (fault.kind === 'status') {
      outgoing.writeHead(fault.status, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ status: fault.status, message: 'made by the fault proxy' }));
    } else {
      if (fault.kind === 'delay') await sleep(fault.ms);
      // What a dead host had sent must not reach the engine beside what its successor sends.
      if (hostIsGone()) return;
      const answer = await this.#ask(exchange);
      const arrives = fault.kind === 'cut' ? 'cut' : hostIsGone() ? 'unheard' : 'arrived';
      this.#note(exchange, answer, arrives);
      if (arrives === 'cut') await cut(outgoing, answer, fault.kind === 'cut' ? fault.share : 0);
      else outgoing.writeHead(answer.status, headersOf(answer)).end(answer.body);
    }
  }

  async #ask({ incoming, body }: Exchange): Promise<EngineAnswer> {
    const asked = request({
      agent: this.#agent,
      host: this.#engine.hostname,
      port: this.#engine.port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, host: this.#engine.host, connection: 'keep-alive' },
    });
    asked.end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return {
      status: answer.statusCode ?? 502,
      type: answer.headers['content-type'] ?? 'application/json',
      body: await bytesOf(answer),
    };
  }

  #note({ kind, body, incoming }: Exchange, answer: EngineAnswer, arrives: HandOver['way']): void {
    if (answer.status !== 200) return;
    if (kind === 'result') this.journal.accepted(updateOf(body).taskId);
    if (kind !== 'poll') return;
    const connectedAt = this.#connectedAt.get(incoming.socket) ?? 0;
    for (const taskId of polledTaskIds(answer.body)) {
      this.journal.handedOver(taskId, arrives, connectedAt);
    }
  }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function headersOf({ type, body }: EngineAnswer): Record<string, string | number> {
  return { 'content-type': type, 'content-length': body.length };
}

/** The head promises the whole answer, so what arrives can't pass for it. */
async function cut(outgoing: ServerResponse, answer: EngineAnswer, share: number): Promise<void> {
  const part = answer.body.subarray(0, Math.floor(answer.body.length * share));
  if (part.length > 0) {
    outgoing.writeHead(answer.status, headersOf(answer));
    await new Promise<void>((resolve) => outgoing.write(part, () => resolve()));
  }
  outgoing.destroy();
}
