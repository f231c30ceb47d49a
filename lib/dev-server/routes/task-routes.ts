import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { badRequest, notFound } from '../api-error.ts';
import type { Engine } from '../engine.ts';
import { bodyBytes, jsonBody, textBody } from '../request-body.ts';
import { pathParameter, queryNumber, queryText } from '../request-parameters.ts';
import { readTaskUpdate } from '../task-update.ts';
import { requireIds, requireIdsOrFail } from '../task-updates.ts';
import { taskView } from '../task-view.ts';
import { workflowView } from '../workflow-view.ts';

const SINGLE_POLL_MS = 100;

/** Polls, updates, logs and look-ups: all that a worker needs. */
export function addTaskRoutes(app: FastifyInstance, engine: Engine): void {
  const { state, clock } = engine;
  const view = (task: Parameters<typeof taskView>[0]) => taskView(task, clock.now());

  app.get('/tasks/poll/batch/:type', async (request) => {
    const tasks = await engine.polling.poll({
      ...pollerOf(request),
      count: queryNumber(request, 'count', 1),
      timeoutMs: queryNumber(request, 'timeout', 100),
    });
    return tasks.map(view);
  });

  app.get('/tasks/poll/:type', async (request, reply) => {
    const [task] = await engine.polling.poll({
      ...pollerOf(request),
      count: 1,
      timeoutMs: SINGLE_POLL_MS,
    });
    return task === undefined ? reply.code(204).send() : view(task);
  });

  app.post('/tasks', (request, reply) => {
    const update = readTaskUpdate(jsonBody(request), bodyBytes(request), clock.now());
    requireIds(update);
    return sendText(reply, engine.updates.apply(update).taskId);
  });

  app.post('/tasks/update-v2', async (request, reply) => {
    const update = readTaskUpdate(jsonBody(request), bodyBytes(request), clock.now());
    requireIdsOrFail(update);
    const { taskType, domain } = engine.updates.apply(update);
    if (update.extendLease || update.status === 'IN_PROGRESS') return reply.code(204).send();
    const { workerId } = update;
    const [next] = await engine.polling.poll({
      taskType,
      domain,
      workerId,
      count: 1,
      timeoutMs: SINGLE_POLL_MS,
    });
    return next === undefined ? reply.code(204).send() : view(next);
  });

  app.post('/tasks/:id/log', (request, reply) => {
    const taskId = pathParameter(request, 'id');
    state.logs.add({ log: textBody(request), taskId, createdTime: clock.now() });
    return reply.send();
  });

  app.get('/tasks/:id/log', (request, reply) => {
    const lines = state.logs.of(pathParameter(request, 'id'));
    return lines.length === 0 ? reply.code(204).send() : reply.send(lines);
  });

  app.get('/tasks/:id', (request, reply) =>
    reply.send(view(state.task(pathParameter(request, 'id')))),
  );

  app.get('/tasks/search', (_request, reply) => {
    const results = [...state.tasks.values()].map(view);
    return reply.send({ totalHits: results.length, results });
  });

  for (const path of ['/tasks/externalstoragelocation', '/tasks/external-storage-location']) {
    app.get(path, (request, reply) => {
      const operation = (queryText(request, 'operation') ?? '').toUpperCase();
      if (operation !== 'READ' && operation !== 'WRITE')
        throw badRequest(`Invalid external storage operation: ${operation}`);
      // No storage is configured here: like the real server then, there is a path and no address.
      return reply.send({ path: queryText(request, 'path') ?? '' });
    });
  }

  addUpdateByReference(app, engine);
}

function addUpdateByReference(app: FastifyInstance, engine: Engine): void {
  const { state, clock } = engine;
  const apply = (request: FastifyRequest): string | undefined => {
    const workflowInstanceId = pathParameter(request, 'workflowId');
    const task = state.workflows
      .get(workflowInstanceId)
      ?.newest.get(pathParameter(request, 'reference'));
    if (task === undefined || task.endTime !== 0) return undefined;
    const { taskId } = task;
    const status = pathParameter(request, 'status');
    const body = {
      workflowInstanceId,
      taskId,
      status,
      outputData: jsonBody(request),
      workerId: queryText(request, 'workerid'),
    };
    return engine.updates.apply(readTaskUpdate(body, bodyBytes(request), clock.now())).taskId;
  };
  app.post('/tasks/:workflowId/:reference/:status', (request, reply) =>
    sendText(reply, apply(request) ?? ''),
  );
  app.post('/tasks/:workflowId/:reference/:status/sync', (request, reply) => {
    const workflowId = pathParameter(request, 'workflowId');
    if (apply(request) === undefined) {
      throw notFound(
        `Found no running task ${pathParameter(request, 'reference')} of workflow ${workflowId}`,
      );
    }
    return reply.send(workflowView(state.workflow(workflowId), clock.now()));
  });
}

function pollerOf(request: FastifyRequest) {
  return {
    taskType: pathParameter(request, 'type'),
    domain: queryText(request, 'domain'),
    workerId: queryText(request, 'workerid'),
  };
}

export const sendText = (reply: FastifyReply, text: string): FastifyReply =>
  reply.type('text/plain;charset=UTF-8').send(text);
