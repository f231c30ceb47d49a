import { SourceError, type SourceErrorKind } from '../errors/source-error.ts';
import { type Answer, isHtml } from './answer.ts';
import { parseRetryAfter } from './retry-after.ts';

/** What an error says of the request that failed: never its headers or body. */
export interface RequestContext {
  /** Address of the engine, without credentials. */
  readonly server: string;
  /** Method and path. */
  readonly name: string;
  /** Texts that must not show up in an error, whoever echoes them. */
  readonly secrets: readonly string[];
}

/** Conductor reports a request that it can't read as a 500 with `retryable: false` and one of these messages. */
const WRONG_REQUEST =
  /JSON parse error|Required request body is missing|Validation failed for argument|Content-Type .*not supported/i;
const TOKEN_ERRORS = new Set(['EXPIRED_TOKEN', 'INVALID_TOKEN']);
const AGAIN = new Set([408, 425, 429]);
const MAX_DETAIL = 300;

export const SERVER_URL_HINT =
  'is the server URL right? It must be the address of a Conductor server, usually ending in /api.';

interface ErrorBody {
  readonly message?: unknown;
  readonly error?: unknown;
  readonly retryable?: unknown;
}

/** True when a new token may help: any 401, or a 403 that complains about the token. */
export function isTokenProblem(answer: Answer): boolean {
  if (answer.status === 401) return true;
  const error = answer.status === 403 ? parseBody(answer).error : undefined;
  return typeof error === 'string' && TOKEN_ERRORS.has(error);
}

/** The error for an answer that is no success. */
export function errorFromAnswer(
  answer: Answer,
  request: RequestContext,
  now = Date.now(),
): SourceError {
  const kind = kindOf(answer);
  const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], now);
  return new SourceError(redact(messageFor(kind, answer, request), request.secrets), {
    kind,
    status: answer.status,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** The error for an answer that says success but is not what the engine would say. */
export function unintelligible(
  answer: Answer,
  request: RequestContext,
  found: string,
): SourceError {
  const what = isHtml(answer) ? 'an HTML page' : found;
  return new SourceError(
    `${request.server} answered ${request.name} with ${what} (${answer.status}): ${SERVER_URL_HINT}`,
    { kind: 'unintelligible', status: answer.status },
  );
}

/** The error for a request that got no whole answer. */
export function errorFromException(error: unknown, request: RequestContext): SourceError {
  if (error instanceof SourceError) return error;
  const text = `${request.server} can't be reached (${request.name}): ${describeFailure(error)}`;
  return new SourceError(redact(text, request.secrets), { kind: 'unreachable', cause: error });
}

function kindOf(answer: Answer): SourceErrorKind {
  const { status } = answer;
  if (isTokenProblem(answer)) return 'unauthorized';
  if (status < 400) return 'unintelligible';
  if (AGAIN.has(status)) return 'unavailable';
  if (status >= 500) return isWrongRequest(answer) ? 'refused' : 'unavailable';
  // An HTML page of this kind comes from something in front of the engine (an ingress without a
  // route during a deployment, a login page): the engine itself has refused nothing.
  if ((status === 403 || status === 404 || status === 405) && isHtml(answer))
    return 'unintelligible';
  return 'refused';
}

function isWrongRequest(answer: Answer): boolean {
  if (answer.status !== 500) return false;
  const { retryable, message } = parseBody(answer);
  return retryable === false && typeof message === 'string' && WRONG_REQUEST.test(message);
}

function messageFor(kind: SourceErrorKind, answer: Answer, request: RequestContext): string {
  const { server, name } = request;
  const { status } = answer;
  const said = detail(answer);
  switch (kind) {
    case 'unauthorized':
      return `${server} wants a valid token for ${name} (${status})${said}. Check auth_key and auth_secret.`;
    case 'refused':
      return `${server} refused ${name} (${status})${said}. Sending it again can't help.`;
    case 'unavailable':
      return `${server} can't do ${name} at the moment (${status})${said}.`;
    default:
      return `${server} answered ${name} with ${strangeAnswer(answer)} (${status}): ${SERVER_URL_HINT}`;
  }
}

function strangeAnswer(answer: Answer): string {
  const location = answer.headers['location'];
  if (typeof location === 'string') return `a redirect to ${location.replace(/[?#].*$/s, '')}`;
  return isHtml(answer) ? 'an HTML page' : 'something that is not Conductor';
}

function detail(answer: Answer): string {
  if (isHtml(answer)) return ' with an HTML page';
  const { message, error } = parseBody(answer);
  const text = typeof message === 'string' ? message : typeof error === 'string' ? error : '';
  const line = text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  if (line === '') return '';
  return `: ${line.length > MAX_DETAIL ? `${line.slice(0, MAX_DETAIL)}…` : line}`;
}

function parseBody(answer: Answer): ErrorBody {
  try {
    const value: unknown = JSON.parse(answer.body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {}; // An error page or plain text: there is nothing in it that we could read.
  }
}

function describeFailure(error: unknown): string {
  // A host name with several addresses fails with an AggregateError, whose own message is empty.
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map((each) => describeFailure(each)).join(', ');
  }
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  const message = error.message === '' ? error.name : error.message;
  return code === undefined || message.includes(code) ? message : `${message} (${code})`;
}

function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (left, secret) => (secret === '' ? left : left.replaceAll(secret, '***')),
    text,
  );
}
