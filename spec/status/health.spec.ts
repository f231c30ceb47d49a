import { expect } from 'chai';
import { livenessChecks, readinessChecks, type HealthCheck } from '../../lib/status/health.ts';
import type { HostState, WorkerHostStatus, WorkerStatus } from '../../lib/status/host-status.ts';
import { ago, now, statusOf, workerOf } from './support/status-of.ts';

const engine = statusOf().engine;

describe('the health of a host: liveness', () => {
  const problems = (...workers: WorkerStatus[]) =>
    reasons(livenessChecks(statusOf({ workers }), now));

  it('has nothing to say of a host at work', () => {
    expect(problems(workerOf())).to.deep.equal([]);
  });

  it('calls a runner stuck that begins no poll for a minute more than a poll may take', () => {
    expect(problems(workerOf({ lastPollAt: ago(179_000) }))).to.deep.equal([]);
    expect(problems(workerOf({ domain: 'nice', lastPollAt: ago(181_000) }))).to.deep.equal([
      'task_1@nice has begun no poll for 3 min',
    ]);
  });

  it('counts from the start of the host where a runner never polled', () => {
    expect(problems(workerOf({ lastPollAt: null }))).to.deep.equal([
      'task_1 has begun no poll for 60 min',
    ]);
  });

  it('grants a poll the poll_deadline that is set', () => {
    const status = statusOf({ workers: [workerOf({ lastPollAt: ago(100_000) })] });
    expect(reasons(livenessChecks(status, now, { pollDeadlineMs: 30_000 }))).to.have.length(1);
    expect(reasons(livenessChecks(status, now, { pollDeadlineMs: 50_000 }))).to.deep.equal([]);
  });

  it('grants a runner the pause between its polls', () => {
    const lastPollAt = ago(600_000);
    expect(problems(workerOf({ lastPollAt, pollingInterval: 600_000 }))).to.deep.equal([]);
  });

  it('lets an engine ask for a pause of up to an hour', () => {
    const pollPace = 'backing-off';
    expect(problems(workerOf({ pollPace, lastPollAt: ago(3_500_000) }))).to.deep.equal([]);
    expect(problems(workerOf({ pollPace, lastPollAt: ago(3_700_000) }))).to.have.length(1);
  });

  it('expects no polls of a runner that is paused, stopped or full', () => {
    const lastPollAt = ago(86_400_000);
    expect(
      problems(
        workerOf({ lastPollAt, state: 'paused' }),
        workerOf({ lastPollAt, state: 'stopped' }),
        workerOf({ lastPollAt, pollPace: 'full' }),
      ),
    ).to.deep.equal([]);
  });

  it('does not depend on the engine, nor on the state of the host', () => {
    const lost = { ...engine, reachable: false, answeredAt: null };
    for (const state of ['idle', 'starting', 'draining', 'stopped', 'failed'] as HostState[]) {
      const workers = [workerOf({ lastPollAt: ago(86_400_000) })];
      expect(reasons(livenessChecks(statusOf({ state, engine: lost, workers }), now))).to.be.empty;
    }
  });
});

describe('the health of a host: readiness', () => {
  const problems = (changes: Partial<WorkerHostStatus> = {}) =>
    reasons(readinessChecks(statusOf(changes), now));

  it('has nothing to say of a host at work', () => {
    expect(problems()).to.deep.equal([]);
    expect(readinessChecks(statusOf(), now).map(({ name, ok }) => [name, ok])).to.deep.equal([
      ['state', true],
      ['threads', true],
      ['engine', true],
    ]);
  });

  it('is not given before the start and after the beginning of a drain', () => {
    expect(problems({ state: 'starting' })).to.deep.equal(['the host is starting']);
    expect(problems({ state: 'draining' })[0]).to.match(/^the host is draining/);
    expect(problems({ state: 'stopped' })).to.deep.equal(['the host has stopped']);
    expect(problems({ state: 'failed' })).to.deep.equal(['the host has failed']);
  });

  it('ends when the threads of a worker die one after the other', () => {
    const health = { deaths: 2, restartAt: now + 100, lastDeath: 'out of memory' };
    expect(problems({ workers: [workerOf({ health })] })).to.deep.equal([]);
    const dying = workerOf({ health: { ...health, deaths: 3 } });
    expect(problems({ workers: [workerOf(), dying] })).to.deep.equal([
      'task_1: its threads died 3 times in a row, last: out of memory',
    ]);
  });

  it('ends when the engine is lost, with the reason', () => {
    const times = { since: ago(5000), answeredAt: ago(7000) };
    const lost = { ...engine, ...times, reachable: false, lastError: 'ECONNREFUSED' };
    expect(problems({ engine: lost })).to.deep.equal([
      'the engine has not answered for 7 s: ECONNREFUSED',
    ]);
  });

  it('ends when the engine says nothing for 15 s, although a worker polls', () => {
    expect(problems({ engine: { ...engine, answeredAt: ago(15_000) } })).to.deep.equal([]);
    const silent = { ...engine, answeredAt: ago(15_001) };
    expect(problems({ engine: silent })).to.deep.equal([
      'the engine has not answered for 15 s, although workers poll',
    ]);
    const slow = workerOf({ pollingInterval: 60_000 });
    expect(problems({ engine: silent, workers: [slow] })).to.deep.equal([]);
  });

  it('does not ask for answers while no worker asks the engine', () => {
    const silent = { ...engine, answeredAt: ago(900_000) };
    const workers = [workerOf({ state: 'paused' }), workerOf({ pollPace: 'full' })];
    expect(problems({ engine: silent, workers })).to.deep.equal([]);
  });

  it('waits for the first answer', () => {
    const unasked = { ...engine, reachable: null, answeredAt: null };
    expect(problems({ engine: unasked })).to.deep.equal(['the engine has not answered yet']);
  });
});

function reasons(checks: readonly HealthCheck[]): string[] {
  return checks.filter(({ ok }) => !ok).map(({ detail }) => detail);
}
