import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { MAX_NUMBER } from '../settings/setting-kind.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import { bearsToken } from './access-token.ts';
import { ControlError } from './control-error.ts';
import type { HostControls, HostView } from './host-view.ts';
import { workerTitle } from './worker-title.ts';

export interface ControlOptions {
  readonly view: HostView;
  readonly controls: HostControls;
  /** null = everything is refused. */
  readonly token: string | null;
  readonly logger: Logger;
}

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const name = z.string().min(1).max(1000);
const someOrAll = z.strictObject({ worker: name.optional() });
const concurrencyOfOne = z.strictObject({
  worker: name,
  concurrency: z.int().min(1).max(MAX_NUMBER),
});

/** What an operator may do, each a POST with a JSON body and the token. */
export function addControlRoutes(app: FastifyInstance, options: ControlOptions): void {
  const { view, controls, token, logger } = options;
  app.addHook('onRequest', (request, _reply, done) => {
    done(refusal(token, request.headers.authorization));
  });

  const action = <S extends z.ZodObject>(
    path: string,
    schema: S,
    act: (body: z.infer<S>) => void,
  ) => {
    app.post(path, ({ body }) => {
      const asked = parsed(schema, body);
      act(asked);
      logger.info({ action: path.slice(1), ...asked }, 'an operator acted on the host');
      return { ok: true };
    });
  };

  // Does nothing: tells whether the token is right.
  app.post('/check', () => ({ ok: true }));
  action('/pause', someOrAll, ({ worker }) => {
    expectWorker(view, worker);
    controls.pause(worker);
  });
  action('/resume', someOrAll, ({ worker }) => {
    expectWorker(view, worker);
    controls.resume(worker);
  });
  action('/concurrency', concurrencyOfOne, ({ worker, concurrency }) => {
    expectWorker(view, worker);
    controls.setConcurrency(worker, concurrency);
  });
  action('/cancel', z.strictObject({ taskId: name }), ({ taskId }) => {
    if (controls.cancel(taskId)) return;
    throw new ControlError(404, `No task ${taskId} runs here; it may have ended just now.`);
  });
  action('/drain', z.strictObject({}), () => controls.drain());
  action('/log-level', z.strictObject({ level: z.enum(levels) }), ({ level }) =>
    controls.setLogLevel(level),
  );
}

function parsed<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw new ControlError(
    400,
    `${place === '' ? 'The body' : place}: ${issue?.message ?? 'invalid'}`,
  );
}

function refusal(token: string | null, header: string | undefined): ControlError | undefined {
  if (token === null) {
    return new ControlError(403, 'read only: set status_token to allow control');
  }
  if (bearsToken(header, token)) return undefined;
  return new ControlError(
    401,
    'This needs the header "Authorization: Bearer <status_token>", with the right token.',
  );
}

/** @param worker a task name, or the title of one of several workers of that name; undefined = all. */
function expectWorker(view: HostView, worker: string | undefined): void {
  const { workers } = view.status();
  const known = workers.flatMap(({ names }) => names);
  if (worker === undefined || known.includes(worker)) return;
  if (workers.some((each) => workerTitle(each) === worker)) return;
  const list = known.length === 0 ? 'none' : [...new Set(known)].join(', ');
  throw new ControlError(404, `No worker here is named ${worker}. There are: ${list}.`);
}
