import { expect } from 'chai';
import { pino } from 'pino';
import { RepeatedLines } from '../../lib/telemetry/repeated-lines.ts';
import type { Logger } from '../../lib/telemetry/logger-interface.ts';
import { FakeClock } from '../delivery/fake-clock.ts';
import { LogRecorder } from '../support/log-recorder.ts';

describe('lines that repeat', () => {
  const clock = new FakeClock();
  let log: LogRecorder;
  let lines: RepeatedLines;

  beforeEach(() => {
    log = new LogRecorder();
    lines = new RepeatedLines(log.logger, { clock, most: 3 });
  });

  afterEach(() => lines.flush());

  const fail = (times: number, reason = 'boom', worker = 'a'): void => {
    for (let i = 0; i < times; i++) lines.warn({ worker, reason, taskId: `t${i}` }, 'task failed');
  };

  it('are written at once, the first ones; a minute later a line says how many more there were', async () => {
    fail(217);
    expect(log.lines.map(({ fields }) => fields['taskId'])).to.deep.equal(['t0', 't1', 't2']);
    await clock.advance(59_999);
    expect(log.lines).to.have.length(3);
    await clock.advance(1);
    expect(log.lines.slice(3)).to.deep.equal([
      {
        level: 'warn',
        fields: { worker: 'a', reason: 'boom', more: 214 },
        message: 'task failed: and 214 more',
      },
    ]);
  });

  it('are written again in the next minute', async () => {
    fail(3);
    await clock.advance(60_000);
    fail(1);
    expect(log.messages('warn')).to.deep.equal(new Array(4).fill('task failed'));
  });

  it('are told apart by level, message, worker and reason', () => {
    for (const reason of ['boom', 'bang']) fail(3, reason);
    fail(3, 'boom', 'b');
    for (let i = 0; i < 3; i++) lines.error({ worker: 'a', reason: 'boom' }, 'task failed');
    for (let i = 0; i < 3; i++) lines.warn({ worker: 'a', reason: 'boom' }, 'something else');
    for (let i = 0; i < 3; i++) lines.warn('text alone');
    expect(log.lines).to.have.length(18);
  });

  it('are told apart by the message of the error that they carry', () => {
    for (let i = 0; i < 4; i++) lines.error({ err: new Error('x') }, 'a listener threw');
    lines.error({ err: new Error('y') }, 'a listener threw');
    lines.flush();
    expect(log.messages('error').at(-1)).to.equal('a listener threw: and 1 more');
    expect(log.lines).to.have.length(5);
  });

  it('are counted when the host stops, once', () => {
    fail(5);
    lines.flush();
    lines.flush();
    expect(log.messages('warn').slice(3)).to.deep.equal(['task failed: and 2 more']);
    expect(clock.timers).to.equal(0);
  });

  it('take bounded memory, and are bounded, when each has a reason of its own', () => {
    for (let i = 0; i < 5000; i++) fail(1, `no such order: ${i}`);
    expect(log.lines).to.have.length(503);
    lines.flush();
    expect(log.lines.at(-1)).to.deep.equal({
      level: 'warn',
      fields: { worker: 'a', more: 4497 },
      message: 'task failed: and 4497 more',
    });
  });

  it('are left alone below a warning, and when they are fatal', () => {
    for (let i = 0; i < 9; i++) {
      lines.info({ worker: 'a' }, 'x');
      lines.debug('x');
      lines.fatal({ err: new Error('x') }, 'x');
    }
    expect(log.lines).to.have.length(27);
  });

  it('follow the level of the logger behind', () => {
    const written: string[] = [];
    const own: Logger = pino({ level: 'warn' }, { write: (line) => void written.push(line) });
    const limited = new RepeatedLines(own);
    limited.debug('no');
    limited.level = 'debug';
    limited.debug('yes');
    expect(own.level).to.equal('debug');
    limited.level = 'silent';
    limited.error('no');
    expect(written).to.have.length(1);
  });
});
