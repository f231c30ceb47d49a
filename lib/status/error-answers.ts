import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { WorkerHostError } from '../errors/worker-host-error.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import { ControlError } from './control-error.ts';

/** Every failure is `{ "error": "a sentence" }`. To be called before routes are added. */
export function answerErrors(app: FastifyInstance, logger: Logger): void {
  const methods = new Map<string, string[]>();
  app.addHook('onRoute', ({ url, method }) => {
    methods.set(url, [...(methods.get(url) ?? []), ...[method].flat()]);
  });

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = statusOf(error);
    if (status < 500) return reply.code(status).send({ error: error.message });
    logger.error({ err: error, path: pathOf(request) }, 'the status server failed to answer');
    return reply.code(status).send({ error: 'internal error: see the log of the host' });
  });

  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request);
    const allowed = methods.get(path);
    if (allowed === undefined) {
      return reply.code(404).send({ error: `There is nothing at ${path}.` });
    }
    return reply
      .code(405)
      .header('allow', allowed.join(', '))
      .send({ error: `${path} answers ${allowed.join(', ')}, not ${request.method}.` });
  });
}

/** Without the query, which may hold what belongs in no log. */
function pathOf({ url }: FastifyRequest): string {
  return url.split('?')[0] ?? '';
}

function statusOf(error: FastifyError): number {
  if (error instanceof ControlError) return error.status;
  // The host says why it can't do that now.
  if (error instanceof WorkerHostError) return 409;
  return error.statusCode ?? 500;
}
