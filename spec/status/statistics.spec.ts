import { expect } from 'chai';
import fc from 'fast-check';
import { historySamples, stretchMs } from '../../lib/status/history.ts';
import type { TaskFailure } from '../../lib/status/host-status.ts';
import { Statistics } from '../../lib/status/statistics.ts';

const minute = 60_000;

describe('the statistics', () => {
  let now: number;
  let running: Record<string, number>;
  let statistics: Statistics;

  beforeEach(() => {
    now = 1_000_000_000;
    running = {};
    const clock = { now: () => now, setTimeout: () => ({ cancel: () => undefined }) };
    statistics = new Statistics(clock, (worker) => running[worker] ?? 0);
  });

  it('know the percentiles of each worker for itself', () => {
    for (let ms = 1; ms <= 100; ms++) statistics.ended('short', 'completed', ms, 0);
    statistics.ended('long', 'completed', 60_000, 0);
    const short = statistics.executionMs('short')!;
    expect(short.p50).to.be.closeTo(50, 2.5);
    expect(short.p95).to.be.closeTo(95, 5);
    expect(short.p99).to.be.closeTo(99, 5);
    expect(statistics.executionMs('long')!.p50).to.be.closeTo(60_000, 3000);
  });

  it('have none of a worker without a task', () => {
    expect(statistics.executionMs('idle')).to.equal(null);
    expect(statistics.queueWaitMs('idle')).to.equal(null);
  });

  it('keep the queue wait apart from the execution time', () => {
    statistics.started('task', 800, 1);
    expect(statistics.queueWaitMs('task')!.p99).to.be.closeTo(800, 40);
    expect(statistics.executionMs('task')).to.equal(null);
  });

  it('remember a task for two and a half minutes, and not for longer than five', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 * minute }), (before) => {
        now += before;
        statistics.ended('task', 'completed', 10, 0);
        now += 2.5 * minute - 1;
        expect(statistics.executionMs('task')).not.to.equal(null);
        now += 2.5 * minute + 1;
        expect(statistics.executionMs('task')).to.equal(null);
      }),
    );
  });

  it('count every end once, in the stretch that it fell into', () => {
    const ends = fc.record({
      afterMs: fc.integer({ min: 0, max: 8000 }),
      worker: fc.constantFrom('a', 'b'),
      kind: fc.constantFrom('completed' as const, 'failed' as const, 'failed-for-good' as const),
    });
    fc.assert(
      fc.property(fc.array(ends, { maxLength: 60 }), (list) => {
        const fresh = new Statistics(
          { now: () => now, setTimeout: () => ({ cancel: () => undefined }) },
          () => 0,
        );
        const expected = new Map<string, number>();
        for (const { afterMs, worker, kind } of list) {
          now += afterMs;
          fresh.ended(worker, kind, 5, 0);
          const end = (Math.floor(now / stretchMs) + 1) * stretchMs;
          const key = `${end} ${worker} ${kind === 'completed'}`;
          expected.set(key, (expected.get(key) ?? 0) + 1);
        }
        now += stretchMs;
        const found = new Map<string, number>();
        for (const { at, workers } of fresh.history())
          for (const [worker, { completed, failed }] of Object.entries(workers)) {
            if (completed > 0) found.set(`${at} ${worker} true`, completed);
            if (failed > 0) found.set(`${at} ${worker} false`, failed);
          }
        expect(found).to.deep.equal(expected);
      }),
    );
  });

  it('tell the percentiles of a stretch, and null where none ended', () => {
    statistics.ended('task', 'completed', 200, 0);
    now += 2 * stretchMs;
    const [first, second] = statistics.history().map(({ workers }) => workers['task']!);
    expect(first!.p50).to.be.closeTo(200, 10);
    expect(second).to.deep.equal({ completed: 0, failed: 0, p50: null, p99: null, running: 0 });
  });

  it('say of a long task in every stretch that it ran', () => {
    running['task'] = 1;
    statistics.started('task', 0, 1);
    now += 3 * stretchMs;
    running['task'] = 0;
    statistics.ended('task', 'completed', 3 * stretchMs, 0);
    now += stretchMs;
    const counts = statistics.history().map(({ workers }) => workers['task']!.running);
    expect(counts).to.deep.equal([1, 1, 1, 0]);
  });

  it('keep a quarter of an hour of 60 workers and no more', () => {
    for (let stretch = 0; stretch < historySamples + 50; stretch++) {
      for (let worker = 0; worker < 60; worker++) statistics.ended(`w${worker}`, 'completed', 3, 0);
      now += stretchMs;
    }
    const history = statistics.history();
    expect(history).to.have.length(historySamples);
    expect(history.at(-1)!.at).to.equal(now);
    expect(history[0]!.at).to.equal(now - (historySamples - 1) * stretchMs);
    for (const { workers } of history)
      for (const { completed } of Object.values(workers)) expect(completed).to.equal(1);
  });

  it('forget all of it after a silence of hours', () => {
    statistics.ended('task', 'completed', 10, 0);
    now += 5 * 3_600_000 + 1234;
    const history = statistics.history();
    expect(history).to.have.length(historySamples);
    expect(history.every(({ workers }) => workers['task']!.completed === 0)).to.equal(true);
  });

  it('name a worker as its task is called, whatever that is', () => {
    statistics.ended('__proto__', 'completed', 10, 0);
    now += stretchMs;
    expect(Object.keys(statistics.history()[0]!.workers)).to.deep.equal(['__proto__']);
  });

  it('keep the last 50 failures, the latest first', () => {
    for (let index = 0; index < 60; index++) statistics.failed(failure(index));
    const ids = statistics.failures().map(({ taskId }) => taskId);
    expect(ids).to.have.length(50);
    expect(ids[0]).to.equal('task-59');
    expect(ids[49]).to.equal('task-10');
  });
});

function failure(index: number): TaskFailure {
  return {
    at: new Date(index).toISOString(),
    worker: 'w',
    taskType: 'w',
    taskId: `task-${index}`,
    workflowId: 'workflow',
    reason: 'no reason',
    retryable: true,
  };
}
