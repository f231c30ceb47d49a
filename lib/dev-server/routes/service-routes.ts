import type { FastifyInstance } from 'fastify';
import { sendText } from './task-routes.ts';

/** The server that this one doubles. */
const VERSION = '3.32.1';

export function addHealthRoute(app: FastifyInstance): void {
  app.get('/health', (_request, reply) =>
    reply.send({ healthResults: [], suppressedHealthResults: [], healthy: true }),
  );
}

/** What clients ask to find out which server this is. There is no /token: clients take its 404 for "no auth". */
export function addVersionRoute(app: FastifyInstance): void {
  app.get('/version', (_request, reply) => sendText(reply, VERSION));
}
