import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { limitRequestsPerConnection } from './connection-limit.ts';
import type { Engine } from './engine.ts';
import { answerErrors } from './error-answers.ts';
import type { Faults } from './faults.ts';
import { keepBodiesRaw } from './request-body.ts';
import { addMetadataRoutes } from './routes/metadata-routes.ts';
import { addQueueRoutes } from './routes/queue-routes.ts';
import { addHealthRoute, addVersionRoute } from './routes/service-routes.ts';
import { addTaskRoutes } from './routes/task-routes.ts';
import { addWorkflowRoutes } from './routes/workflow-routes.ts';

const BODY_LIMIT_BYTES = 64 * 1024 * 1024;
/** Tomcat's. */
const IDLE_CONNECTION_MS = 60_000;

/** The HTTP side of the dev-server, not listening yet. */
export function createHttpApp(
  engine: Engine,
  faults: Faults,
  maxRequestsPerConnection: number,
): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1000 },
  });
  keepBodiesRaw(app);
  answerErrors(app);
  limitRequestsPerConnection(app, maxRequestsPerConnection);
  faults.install(app);
  addHealthRoute(app);
  app.register(
    (api, _options, done) => {
      addHealthRoute(api);
      addVersionRoute(api);
      addTaskRoutes(api, engine);
      addQueueRoutes(api, engine);
      addMetadataRoutes(api, engine);
      addWorkflowRoutes(api, engine);
      done();
    },
    { prefix: '/api' },
  );
  return app;
}
