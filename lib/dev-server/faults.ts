import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Which requests a fault is for; all by default. */
export interface FaultFilter {
  /** 'GET', 'POST', … */
  readonly method?: string;
  /** Tried on the path with its query, from `/api` on. */
  readonly path?: RegExp;
}

export interface FailingAnswer extends FaultFilter {
  readonly status: number;
  /** Sent as JSON unless it is a string; an ErrorResponse by default. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Fault<T extends FaultFilter> {
  left: number;
  readonly what: T;
}

/** Faults that a test ordered: requests not handled, and answers lost. */
export class Faults {
  readonly #failing: Fault<FailingAnswer>[] = [];
  readonly #dropping: Fault<FaultFilter>[] = [];

  /** The next `count` matching requests get this answer and are not handled. */
  failNext(count: number, answer: FailingAnswer): void {
    this.#failing.push({ left: count, what: answer });
  }

  /** The next `count` matching requests are handled, and their connection is destroyed instead of answered. */
  dropNext(count: number, filter: FaultFilter): void {
    this.#dropping.push({ left: count, what: filter });
  }

  install(app: FastifyInstance): void {
    app.addHook('preHandler', async (request, reply) => {
      const answer = take(this.#failing, request);
      if (answer === undefined) return;
      const { status, headers = {} } = answer;
      const body = answer.body ?? {
        status,
        message: 'A fault that was ordered by the test',
        retryable: status >= 500,
      };
      await reply.code(status).headers(headers).send(body);
    });
    app.addHook('onSend', (request, _reply, payload, done) => {
      if (take(this.#dropping, request) !== undefined) request.raw.socket.destroy();
      done(null, payload);
    });
  }
}

/** Uses up one of the first fault that fits the request. */
function take<T extends FaultFilter>(faults: Fault<T>[], request: FastifyRequest): T | undefined {
  const fault = faults.find(({ left, what }) => left > 0 && fits(what, request));
  if (fault === undefined) return undefined;
  fault.left -= 1;
  if (fault.left === 0) faults.splice(faults.indexOf(fault), 1);
  return fault.what;
}

function fits({ method, path }: FaultFilter, request: FastifyRequest): boolean {
  if (method !== undefined && method.toUpperCase() !== request.method) return false;
  if (path === undefined) return true;
  path.lastIndex = 0;
  return path.test(request.url);
}
