import { unintelligible } from '../../http/classify.ts';
import type { HttpClient, HttpRequest } from '../../http/http-client.ts';
import type { EngineProbe } from '../task-source.ts';

/** Every version has it, it wants a token where there are tokens, and it changes nothing. */
const request: HttpRequest = { method: 'GET', path: '/tasks/queue/all' };

export async function probeEngine(http: HttpClient): Promise<EngineProbe> {
  const sentAt = Date.now();
  const answer = await http.call(request);
  const receivedAt = Date.now();
  if (!isObject(answer.body)) {
    throw unintelligible(answer, http.contextOf(request), 'something that is no list of queues');
  }
  const date = answer.headers['date'];
  return { clockSkewMs: skew(typeof date === 'string' ? date : '', (sentAt + receivedAt) / 2) };
}

/** The header cuts off its second: half of one is added. */
function skew(date: string, nowMs: number): number | null {
  const theirs = Date.parse(date);
  return Number.isNaN(theirs) ? null : Math.round(theirs + 500 - nowMs);
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false; // Not JSON: the caller says what came instead.
  }
}
