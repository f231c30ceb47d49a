import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Tells the client with every `limit`th answer of a connection that the connection ends, as Tomcat does. */
export function limitRequestsPerConnection(app: FastifyInstance, limit: number): void {
  const answers = new WeakMap<Socket, number>();
  app.addHook('onSend', (request, reply, payload, done) => {
    const { socket } = request.raw;
    const count = (answers.get(socket) ?? 0) + 1;
    answers.set(socket, count);
    if (count >= limit) reply.header('connection', 'close');
    done(null, payload);
  });
}
