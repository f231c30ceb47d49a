import { hostname } from 'node:os';
import type { FastifyInstance } from 'fastify';
import { ApiError } from './api-error.ts';

/** Every failure is answered as Conductor's ErrorResponse, none as worth repeating. To be called before routes are added. */
export function answerErrors(app: FastifyInstance): void {
  const body = (status: number, message: string) => ({
    status,
    message,
    instance: hostname(),
    retryable: false,
  });

  const served: RegExp[] = [];
  app.addHook(
    'onRoute',
    ({ url }) => void served.push(new RegExp(`^${url.replaceAll(/:\w+/g, '[^/]+')}$`)),
  );

  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error instanceof ApiError ? error.status : (error.statusCode ?? 500);
    const validationErrors = error instanceof ApiError ? error.validationErrors : undefined;
    return reply
      .code(status)
      .send({ ...body(status, error.message), ...(validationErrors && { validationErrors }) });
  });

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    if (served.some((pattern) => pattern.test(path))) {
      return reply.code(405).send(body(405, `Request method '${request.method}' is not supported`));
    }
    return reply.code(404).send(body(404, `No static resource ${path.slice(1)}.`));
  });
}
