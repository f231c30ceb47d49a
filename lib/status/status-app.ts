import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from '../telemetry/logger-interface.ts';
import { addControlRoutes } from './control-routes.ts';
import { addDashboard } from './dashboard-files.ts';
import { answerErrors } from './error-answers.ts';
import { livenessChecks, readinessChecks, type HealthCheck, type HealthLimits } from './health.ts';
import type { HostControls, HostView } from './host-view.ts';
import { LiveEvents } from './live-events.ts';
import { liveFrame } from './live-frame.ts';
import { guardRequests } from './request-guard.ts';

export interface StatusAppOptions {
  readonly view: HostView;
  readonly controls: HostControls;
  readonly token: string | null;
  readonly logger: Logger;
  readonly limits: HealthLimits;
  /** Address it will listen on. */
  readonly host: string;
}

const bodyLimitBytes = 64 * 1024;
const requestTimeoutMs = 10_000;

/** The routes of a status server, not listening yet. */
export async function createStatusApp(
  options: StatusAppOptions,
): Promise<{ app: FastifyInstance; live: LiveEvents }> {
  const { view, token, logger, limits, host } = options;
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: true,
  });
  const live = new LiveEvents(
    { frame: () => liveFrame(view, limits, token !== null), history: () => view.history() },
    logger,
  );
  app.removeContentTypeParser('text/plain');
  guardRequests(app, host);
  answerErrors(app, logger);
  addReadRoutes(app, view, limits);
  addEventRoute(app, live);
  app.register(
    (control, _options, done) => {
      addControlRoutes(control, options);
      done();
    },
    { prefix: '/control' },
  );
  await addDashboard(app);
  return { app, live };
}

function addReadRoutes(app: FastifyInstance, view: HostView, limits: HealthLimits): void {
  const probes: Record<string, () => HealthCheck[]> = {
    '/livez': () => livenessChecks(view.status(), Date.now(), limits),
    '/readyz': () => readinessChecks(view.status(), Date.now()),
  };
  for (const [path, checksNow] of Object.entries(probes)) {
    app.get<{ Querystring: { verbose?: string } }>(path, ({ query }, reply) => {
      const checks = checksNow();
      const reasons = checks.filter(({ ok }) => !ok).map(({ detail }) => detail);
      const ok = reasons.length === 0;
      reply.code(ok ? 200 : 503).header('cache-control', 'no-store');
      return { ok, reasons, ...(query.verbose === undefined ? {} : { checks }) };
    });
  }
  app.get('/status', (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return view.status();
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await view.metrics()),
  );
}

function addEventRoute(app: FastifyInstance, live: LiveEvents): void {
  app.get('/events', { exposeHeadRoute: false }, (_request, reply) => {
    if (live.full) {
      return reply.code(503).send({ error: 'Too many dashboards are open: close one.' });
    }
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    live.add(reply.raw);
    return reply;
  });
}
