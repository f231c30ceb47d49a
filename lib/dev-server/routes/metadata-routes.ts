import type { FastifyInstance } from 'fastify';
import { unreadable } from '../api-error.ts';
import type { Engine } from '../engine.ts';
import { isObject } from '../json-values.ts';
import { jsonBody } from '../request-body.ts';
import { pathParameter, queryFlag, queryNumber, queryText } from '../request-parameters.ts';
import { completeWorkflowDefinition } from '../workflow-definitions.ts';

function requireArray(value: unknown): unknown[] {
  if (!Array.isArray(value))
    throw unreadable(
      'JSON parse error: Cannot deserialize value of type `ArrayList` from Object value',
    );
  return value;
}

/** Task and workflow definitions. */
export function addMetadataRoutes(app: FastifyInstance, engine: Engine): void {
  addTaskDefinitionRoutes(app, engine);
  addWorkflowDefinitionRoutes(app, engine);
}

function addTaskDefinitionRoutes(app: FastifyInstance, { state }: Engine): void {
  const { taskDefinitions } = state;
  app.post('/metadata/taskdefs', (request, reply) => {
    taskDefinitions.upsert(requireArray(jsonBody(request)));
    return reply.send();
  });
  app.put('/metadata/taskdefs', (request, reply) => {
    taskDefinitions.update(jsonBody(request));
    return reply.send();
  });
  app.get('/metadata/taskdefs', (_request, reply) => reply.send(taskDefinitions.all()));
  app.get('/metadata/taskdefs/:name', (request, reply) =>
    reply.send(taskDefinitions.get(pathParameter(request, 'name'))),
  );
  app.delete('/metadata/taskdefs/:name', (request, reply) => {
    taskDefinitions.delete(pathParameter(request, 'name'));
    return reply.send();
  });
}

function addWorkflowDefinitionRoutes(app: FastifyInstance, { state }: Engine): void {
  const { workflowDefinitions } = state;
  app.post('/metadata/workflow', (request, reply) => {
    workflowDefinitions.register(jsonBody(request), queryFlag(request, 'overwrite', false));
    return reply.send();
  });
  app.post('/metadata/workflow/validate', (request, reply) => {
    completeWorkflowDefinition(jsonBody(request));
    return reply.send();
  });
  app.put('/metadata/workflow', (request, reply) => {
    const bulkErrorResults: Record<string, string> = {};
    const bulkSuccessfulResults: string[] = [];
    for (const value of requireArray(jsonBody(request))) {
      try {
        bulkSuccessfulResults.push(workflowDefinitions.register(value, true).name);
      } catch (error) {
        const name = isObject(value) && typeof value.name === 'string' ? value.name : '';
        bulkErrorResults[name] = error instanceof Error ? error.message : String(error);
      }
    }
    return reply.send({ bulkErrorResults, bulkSuccessfulResults });
  });
  app.get('/metadata/workflow', (_request, reply) => reply.send(workflowDefinitions.all()));
  app.get('/metadata/workflow/:name', (request, reply) => {
    const version =
      queryText(request, 'version') === undefined ? undefined : queryNumber(request, 'version', 1);
    return reply.send(workflowDefinitions.get(pathParameter(request, 'name'), version));
  });
  app.delete('/metadata/workflow/:name/:version', (request, reply) => {
    workflowDefinitions.delete(
      pathParameter(request, 'name'),
      Number(pathParameter(request, 'version')),
    );
    return reply.send();
  });
}
