import type { FastifyInstance } from 'fastify';
import { unreadable } from '../api-error.ts';
import type { Engine } from '../engine.ts';
import { pathParameter, queryText, queryValues } from '../request-parameters.ts';
import { isOpen } from '../task-record.ts';
import { queueName } from '../task-queues.ts';
import { sendText } from './task-routes.ts';

/** How full the queues are, and who polls them. */
export function addQueueRoutes(app: FastifyInstance, engine: Engine): void {
  const { queues, pollData, tasks } = engine.state;

  app.get('/tasks/queue/sizes', (request, reply) => {
    const types = queryValues(request, 'taskType');
    if (types.length === 0)
      throw unreadable(
        "Required request parameter 'taskType' for method parameter type List is not present",
      );
    return reply.send(Object.fromEntries(types.map((type) => [type, queues.size(type)])));
  });

  app.get('/tasks/queue/size', (request, reply) => {
    const size = queues.size(
      queueName(queryText(request, 'taskType') ?? '', queryText(request, 'domain')),
    );
    return reply.type('application/json').send(String(size));
  });

  app.get('/tasks/queue/all', (_request, reply) => reply.send(queues.sizes()));

  app.get('/tasks/queue/all/verbose', (_request, reply) => {
    const entries = Object.entries(queues.sizes());
    return reply.send(
      Object.fromEntries(entries.map(([name, size]) => [name, { a: { size, uacked: 0 } }])),
    );
  });

  app.get('/tasks/queue/polldata', (request, reply) =>
    reply.send(pollData.of(queryText(request, 'taskType') ?? '')),
  );
  app.get('/tasks/queue/polldata/all', (_request, reply) => reply.send(pollData.all()));

  app.post('/tasks/queue/requeue/:type', (request, reply) => {
    const type = pathParameter(request, 'type');
    const waiting = [...tasks.values()].filter((task) => task.taskType === type && isOpen(task));
    for (const task of waiting)
      engine.scheduling.enqueue(task, Math.max(0, task.callbackAfterSeconds));
    return sendText(reply, String(waiting.length));
  });
}
