import type { FastifyInstance, FastifyRequest } from 'fastify';
import { unreadable } from './api-error.ts';

/** Characters; Jackson's limit. */
const LONGEST_STRING = 20_000_000;

/** Bodies are parsed by the routes, because what can't be read has to be reported as Conductor does. */
export function keepBodiesRaw(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

const rawBody = (request: FastifyRequest): Buffer =>
  Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);

export const bodyBytes = (request: FastifyRequest): number => rawBody(request).length;

export function textBody(request: FastifyRequest): string {
  const body = rawBody(request);
  if (body.length === 0) throw unreadable('Required request body is missing');
  return body.toString('utf8');
}

/** @throws ApiError 500, not retryable: no body, another content type, no JSON */
export function jsonBody(request: FastifyRequest): unknown {
  const text = textBody(request);
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(type))
    throw unreadable(`Content-Type '${type}' is not supported`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(`JSON parse error: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (text.length > LONGEST_STRING) refuseLongStrings(value);
  return value;
}

function refuseLongStrings(value: unknown): void {
  if (typeof value === 'string' && value.length > LONGEST_STRING) {
    throw unreadable(
      `JSON parse error: String value length (${value.length}) exceeds the maximum allowed (${LONGEST_STRING})`,
    );
  }
  if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) refuseLongStrings(member);
}
