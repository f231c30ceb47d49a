import type { FastifyInstance } from 'fastify';
import { badRequest } from '../api-error.ts';
import type { Engine } from '../engine.ts';
import { objectOrEmpty, optionalText, requireObject, wholeNumber } from '../json-values.ts';
import type { JsonObject } from '../json-values.ts';
import { bodyBytes, jsonBody } from '../request-body.ts';
import { pathParameter, queryFlag, queryNumber, queryText } from '../request-parameters.ts';
import { taskView } from '../task-view.ts';
import type { StartOptions } from '../workflow-control.ts';
import { workflowSummary, workflowView } from '../workflow-view.ts';
import { sendText } from './task-routes.ts';

/** Starting workflows, looking at them, and interfering with them. */
export function addWorkflowRoutes(app: FastifyInstance, engine: Engine): void {
  addStartRoutes(app, engine);
  addReadRoutes(app, engine);
  addControlRoutes(app, engine);
}

function addStartRoutes(app: FastifyInstance, { control }: Engine): void {
  app.post('/workflow', (request, reply) => {
    const body = requireObject(jsonBody(request), 'StartWorkflowRequest');
    const name = optionalText(body.name, 'name') ?? '';
    if (name === '') throw badRequest('Workflow name cannot be null or empty');
    const input = objectOrEmpty(body.input, 'input');
    return sendText(
      reply,
      control.start(name, input, startOptions(body), bodyBytes(request)).workflowId,
    );
  });

  app.post('/workflow/:name', (request, reply) => {
    const input = bodyBytes(request) === 0 ? {} : requireObject(jsonBody(request), 'input');
    const version =
      queryText(request, 'version') === undefined ? undefined : queryNumber(request, 'version', 1);
    const options = {
      version,
      correlationId: queryText(request, 'correlationId'),
      priority: queryNumber(request, 'priority', 0),
    };
    const workflow = control.start(
      pathParameter(request, 'name'),
      input,
      options,
      bodyBytes(request),
    );
    return sendText(reply, workflow.workflowId);
  });
}

function startOptions(body: JsonObject): StartOptions {
  const domains = objectOrEmpty(body.taskToDomain, 'taskToDomain');
  return {
    ...(body.version === undefined || body.version === null
      ? {}
      : { version: wholeNumber(body.version, 1, 'version') }),
    correlationId: optionalText(body.correlationId, 'correlationId'),
    priority: wholeNumber(body.priority, 0, 'priority'),
    taskToDomain: Object.fromEntries(
      Object.entries(domains).map(([type, domain]) => [
        type,
        optionalText(domain, 'taskToDomain') ?? '',
      ]),
    ),
    workflowDef: body.workflowDef ?? undefined,
  };
}

function addReadRoutes(app: FastifyInstance, { state, clock }: Engine): void {
  app.get('/workflow/:id', (request, reply) => {
    const workflow = state.workflow(pathParameter(request, 'id'));
    return reply.send(
      workflowView(workflow, clock.now(), queryFlag(request, 'includeTasks', true)),
    );
  });
  app.get('/workflow/:id/status', (request, reply) => {
    const workflow = state.workflow(pathParameter(request, 'id'));
    const { workflowId, correlationId, output, status } = workflow;
    return reply.send({
      workflowId,
      correlationId,
      ...(queryFlag(request, 'includeOutput', false) ? { output } : {}),
      variables: {},
      status,
    });
  });
  app.get('/workflow/:id/tasks', (request, reply) => {
    const { tasks } = state.workflow(pathParameter(request, 'id'));
    const start = queryNumber(request, 'start', 0);
    const page = tasks.slice(start, start + queryNumber(request, 'count', 15));
    return reply.send({
      totalHits: tasks.length,
      results: page.map((task) => taskView(task, clock.now())),
    });
  });
  app.get('/workflow/search', (request, reply) => {
    const start = queryNumber(request, 'start', 0);
    const all = [...state.workflows.values()];
    const results = all
      .slice(start, start + queryNumber(request, 'size', 100))
      .map(workflowSummary);
    return reply.send({ totalHits: all.length, results });
  });
}

function addControlRoutes(app: FastifyInstance, { control, execution, state }: Engine): void {
  app.delete('/workflow/:id', (request, reply) => {
    control.terminate(pathParameter(request, 'id'), queryText(request, 'reason'));
    return reply.send();
  });
  app.delete('/workflow/:id/remove', (request, reply) => {
    control.remove(pathParameter(request, 'id'));
    return reply.send();
  });
  app.put('/workflow/decide/:id', (request, reply) => {
    execution.decide(state.workflow(pathParameter(request, 'id')));
    return reply.send();
  });
  app.put('/workflow/:id/pause', (request, reply) => {
    control.pause(pathParameter(request, 'id'));
    return reply.send();
  });
  app.put('/workflow/:id/resume', (request, reply) => {
    control.resume(pathParameter(request, 'id'));
    return reply.send();
  });
  app.post('/workflow/:id/restart', (request, reply) => {
    control.restart(pathParameter(request, 'id'));
    return reply.code(204).send();
  });
  app.post('/workflow/:id/retry', (request, reply) => {
    control.retry(pathParameter(request, 'id'));
    return reply.code(204).send();
  });
}
