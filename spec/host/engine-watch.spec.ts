import { expect } from 'chai';
import { EventEmitter } from 'node:events';
import { SourceError, type SourceErrorKind } from '../../lib/errors/source-error.ts';
import { EngineWatch } from '../../lib/host/engine-watch.ts';
import { HostEvents } from '../../lib/host/host-events.ts';
import type { WorkerHostEvents } from '../../lib/host/worker-host-events.ts';
import { systemClock } from '../../lib/task/clock.ts';
import { LogRecorder } from '../support/log-recorder.ts';

function watch(): { engine: EngineWatch; said: string[]; log: LogRecorder } {
  const emitter = new EventEmitter<WorkerHostEvents>();
  const log = new LogRecorder();
  const said: string[] = [];
  emitter.on('engine:lost', ({ error }) => said.push(`lost: ${error.message}`));
  emitter.on('engine:back', ({ afterMs }) => said.push(`back: ${typeof afterMs}`));
  const engine = new EngineWatch(
    'the engine',
    new HostEvents(emitter, log.logger),
    log.logger,
    systemClock,
    () => said.push('told who waits for it'),
  );
  return { engine, said, log };
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

  it('says once that the engine is lost, and once that it is back', () => {
    const { engine, said, log } = watch();
    engine.answered();
    engine.failed(error('unreachable', 'first'));
    engine.failed(error('unavailable', 'second'));
    engine.answered();
    engine.answered();
    expect(said).to.deep.equal(['lost: first', 'back: number', 'told who waits for it']);
    expect(log.lines.map(({ level }) => level)).to.deep.equal(['warn', 'info']);
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
    it(`takes an engine that answers "${kind}" for ${lost ? 'lost' : 'there'}`, () => {
      const { engine, said } = watch();
      engine.answered();
      engine.failed(error(kind));
      expect(said.length).to.equal(lost ? 1 : 0);
    });
  }
});
