import { expect } from 'chai';
import { errorFromAnswer, errorFromException } from '../../lib/http/classify.ts';

const context = { server: 'http://engine/api', name: 'POST /tasks', secrets: ['hush'] };
const json = (value: unknown): string => JSON.stringify(value);
const of = (
  status: number,
  body = '',
  headers: Record<string, string> = {},
): ReturnType<typeof errorFromAnswer> =>
  errorFromAnswer({ status, body, headers }, context, Date.parse('2026-01-01T00:00:00Z'));

describe('What an answer means', () => {
  for (const status of [408, 425, 429, 500, 502, 503, 504]) {
    it(`${status}: unavailable, sent again later`, () =>
      expect(of(status).kind).to.equal('unavailable'));
  }
  for (const status of [400, 403, 404, 405, 409, 413]) {
    it(`${status}: refused for good`, () => expect(of(status).kind).to.equal('refused'));
  }
  it('401: unauthorized', () => expect(of(401).kind).to.equal('unauthorized'));

  const family = [
    'JSON parse error: Unexpected character',
    'Required request body is missing: public String x()',
    'Validation failed for argument [0]',
    "Content-Type 'text/plain' is not supported",
  ];
  for (const message of family) {
    it(`500 with "${message}" and retryable false: refused`, () => {
      expect(of(500, json({ message, retryable: false })).kind).to.equal('refused');
      expect(of(500, json({ message, retryable: true })).kind).to.equal('unavailable');
    });
  }
  it('500 with another message: unavailable, whatever it says of retries', () => {
    expect(of(500, json({ message: 'database is locked', retryable: false })).kind).to.equal(
      'unavailable',
    );
  });

  for (const status of [403, 404, 405]) {
    it(`${status} with an HTML page: not from the engine`, () => {
      expect(of(status, '<!DOCTYPE html><p>default backend').kind).to.equal('unintelligible');
    });
  }
  it('a redirect: not from the engine, with its target but not the query', () => {
    const error = of(302, '', { location: 'https://login/x?secret=1' });
    expect(error.kind).to.equal('unintelligible');
    expect(error.message).to.include('a redirect to https://login/x (302)');
  });

  it('reads Retry-After in seconds and as a date', () => {
    expect(of(503, '', { 'retry-after': '7' }).retryAfterMs).to.equal(7000);
    expect(of(429, '', { 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' }).retryAfterMs).to.equal(
      60_000,
    );
    expect(of(429, '', { 'retry-after': 'soon' }).retryAfterMs).to.equal(undefined);
  });

  it('tells what the engine said, shortened and without secrets', () => {
    const { message } = of(400, json({ message: `bad hush\n${'x'.repeat(1000)}` }));
    expect(message).to.match(/^http:\/\/engine\/api refused POST \/tasks \(400\): bad \*\*\* x+…/);
    expect(message.length).to.be.below(450);
  });

  it('tells every address that failed', () => {
    const failed = new AggregateError([
      new Error('connect ECONNREFUSED ::1:80'),
      new Error('connect ECONNREFUSED 127.0.0.1:80'),
    ]);
    expect(errorFromException(failed, context).message).to.include(
      '::1:80, connect ECONNREFUSED 127.0.0.1:80',
    );
  });
});
