import { expect } from 'chai';
import { pino } from 'pino';
import { createLogger, type LoggerOptions } from '../../lib/telemetry/logger.ts';
import { silentLogger, type Logger } from '../../lib/telemetry/logger-interface.ts';

function logged(write: (logger: Logger) => void, options: LoggerOptions = {}): string[] {
  const lines: string[] = [];
  write(createLogger({ ...options, destination: { write: (line) => void lines.push(line) } }));
  return lines;
}

function fieldsOf(write: (logger: Logger) => void): Record<string, unknown> {
  return JSON.parse(logged(write)[0] ?? 'null') as Record<string, unknown>;
}

describe('createLogger', () => {
  it('writes a JSON object per line: ISO time, level as text, msg, the fields, nothing else', () => {
    const { time, ...rest } = fieldsOf((logger) =>
      logger.child({ worker: 'w' }).info({ taskId: 't' }, 'done'),
    );
    expect(time).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(rest).to.deep.equal({ level: 'info', worker: 'w', taskId: 't', msg: 'done' });
  });

  it('writes nothing below its level', () => {
    const lines = logged(
      (logger) => {
        logger.info('no');
        logger.warn('yes');
      },
      { level: 'warn' },
    );
    expect(lines).to.have.length(1);
  });

  it('masks secrets at the top of a line and one level below', () => {
    const [line] = logged((logger) =>
      logger.info({
        authorization: 'hidden-1',
        'x-authorization': 'hidden-2',
        authSecret: 'hidden-3',
        request: { token: 'hidden-4', headers: { any: 'hidden-5' }, password: 'hidden-6' },
        engine: { secret: 'hidden-7', 'X-Authorization': 'hidden-8' },
      }),
    );
    expect(line).not.to.include('hidden');
    expect(line).to.include('[redacted]');
  });

  it("masks the request that an HTTP client's error carries", () => {
    const error = Object.assign(new Error('refused'), {
      config: { headers: { 'X-Authorization': 'hidden' } },
      request: { path: 'hidden' },
      response: { data: 'hidden' },
    });
    const [line] = logged((logger) => logger.error({ err: error }, 'failed'));
    expect(line).not.to.include('hidden');
    expect(line).to.include('refused');
  });

  it('masks secrets that it knows wherever they stand, also as JSON writes them', () => {
    const secrets = ['hidden-1', 'a "hidden-2"', 'ab'];
    const lines = logged(
      (logger) => {
        logger.warn({ err: new Error('hidden-1 is wrong'), list: ['x a "hidden-2" y'] }, 'about');
      },
      { secrets },
    );
    expect(lines.join('')).not.to.include('hidden');
    expect(lines.join('')).to.include('[redacted] is wrong').and.include('"about"');
  });

  it('writes lines for people when asked to, without colour where there is no terminal', async () => {
    const chunks: string[] = [];
    const { Writable } = await import('node:stream');
    const destination = new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk.toString());
        done();
      },
    });
    createLogger({ format: 'pretty', destination }).warn({ threads: 2 }, 'slow');
    expect(chunks.join('')).to.match(/^\[\d\d:\d\d:\d\d\.\d{3}\] WARN: slow \{"threads":2\}\n$/);
  });

  it('has the interface that a pino logger of the user has', () => {
    const own: Logger = pino({ level: 'silent' });
    expect(own.child({})).to.have.property('info');
  });
});

describe('silentLogger', () => {
  it('takes everything, children too', () => {
    expect(() =>
      silentLogger.child({ worker: 'w' }).fatal({ err: new Error('x') }, 'x'),
    ).not.to.throw();
  });
});
