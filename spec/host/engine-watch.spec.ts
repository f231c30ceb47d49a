import { expect } from 'chai';
import { EventEmitter } from 'node:events';
import { SourceError, type SourceErrorKind } from '../../lib/errors/source-error.ts';
import { EngineWatch } from '../../lib/host/engine-watch.ts';
import { HostEvents } from '../../lib/host/host-events.ts';
import type { WorkerHostEvents } from '../../lib/host/worker-host-events.ts';
import { FakeClock } from '../delivery/fake-clock.ts';
import { LogRecorder } from '../support/log-recorder.ts';

function watch(): { engine: EngineWatch; said: string[]; log: LogRecorder; clock: FakeClock } {
  const clock = new FakeClock();
  const emitter = new EventEmitter<WorkerHostEvents>();
  const log = new LogRecorder();
  const said: string[] = [];
  emitter.on('engine:lost', ({ error }) => said.push(`lost: ${error.message}`));
  emitter.on('engine:back', ({ afterMs }) => said.push(`back: ${typeof afterMs}`));
  const engine = new EngineWatch(
    'the engine',
    new HostEvents(emitter, log.logger),
    log.logger,
    clock,
    () => said.push('told who waits for it'),
  );
  return { engine, said, log, clock };
}

function error(kind: SourceErrorKind, message: string = kind): SourceError {
  return new SourceError(message, { kind });
}

describe('EngineWatch', () => {
  it('knows nothing before something was asked', () => {
    expect(watch().engine).to.include({ reachable: null, since: null, lastError: null });
  });

  it('says nothing of an engine that answers from the start', () => {
    const { engine, said, log } = watch();
    engine.answered();
    engine.answered();
    expect(engine.reachable).to.equal(true);
    expect(said).to.deep.equal([]);
    expect(log.lines).to.deep.equal([]);
  });

  it('says once that the engine is lost, and once that it is back', async () => {
    const { engine, said, log, clock } = watch();
    engine.answered();
    engine.failed(error('unreachable', 'first'));
    await clock.advance(2000);
    engine.failed(error('unavailable', 'second'));
    engine.failed(error('unavailable', 'third'));
    engine.answered();
    engine.answered();
    expect(said).to.deep.equal(['lost: second', 'back: number', 'told who waits for it']);
    expect(log.lines.map(({ level }) => level)).to.deep.equal(['warn', 'info']);
  });

  it('says nothing of failures among answers', async () => {
    const { engine, said, log, clock } = watch();
    engine.answered();
    for (let n = 0; n < 10; n++) {
      engine.failed(error('unavailable'));
      await clock.advance(1000);
      engine.failed(error('unavailable'));
      engine.answered();
    }
    expect([said, log.lines, engine.reachable]).to.deep.equal([[], [], true]);
  });

  it('says so too when the engine was never there', () => {
    const { engine, said } = watch();
    engine.failed(error('unreachable'));
    expect(said).to.deep.equal(['lost: unreachable']);
    expect(engine.reachable).to.equal(false);
  });

  it('keeps the latest error', () => {
    const { engine } = watch();
    engine.failed(error('unreachable', 'first'));
    engine.failed(error('unavailable', 'second'));
    expect(engine.lastError?.message).to.equal('second');
  });

  const kinds: { kind: SourceErrorKind; lost: boolean }[] = [
    { kind: 'unreachable', lost: true },
    { kind: 'unavailable', lost: true },
    { kind: 'unauthorized', lost: true },
    { kind: 'unintelligible', lost: true },
    { kind: 'refused', lost: false },
  ];
  for (const { kind, lost } of kinds) {
    it(`takes an engine that answers "${kind}" for ${lost ? 'lost' : 'there'}`, async () => {
      const { engine, said, clock } = watch();
      engine.answered();
      engine.failed(error(kind));
      await clock.advance(2000);
      engine.failed(error(kind));
      expect(said.length).to.equal(lost ? 1 : 0);
    });
  }
});
