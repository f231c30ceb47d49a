import { expect } from 'chai';
import fc from 'fast-check';
import { SourceError } from '../../lib/errors/source-error.ts';
import { Metrics } from '../../lib/status/metrics.ts';
import { statusOf } from './support/status-of.ts';
import { samplesIn, valueIn } from './support/prometheus-text.ts';

const taskType = 'task_1';

describe('the metrics', () => {
  let metrics: Metrics;

  beforeEach(() => (metrics = new Metrics(() => statusOf())));

  it("bear Conductor's names, labels and buckets", async () => {
    metrics.polled(taskType, 1, 4, 7);
    metrics.started(taskType, 30);
    metrics.ended(taskType, 'completed', 20);
    metrics.ended(taskType, 'failed', 3000, 'RangeError');
    metrics.resultAccepted(taskType, 6, 1500);
    const text = await metrics.text();
    expect(valueIn(text, 'task_poll_total', { taskType })).to.equal(1);
    expect(valueIn(text, 'task_execution_started_total', { taskType })).to.equal(1);
    expect(
      valueIn(text, 'task_execute_error_total', { taskType, exception: 'RangeError' }),
    ).to.equal(1);
    for (const name of [
      'task_poll_time_seconds',
      'task_execute_time_seconds',
      'task_update_time_seconds',
    ])
      expect(boundsOf(text, name)).to.equal(
        '0.001 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10 +Inf',
      );
    expect(boundsOf(text, 'task_result_size_bytes')).to.equal(
      '100 1000 10000 100000 1000000 10000000 +Inf',
    );
    const success = { taskType, status: 'SUCCESS' };
    expect(valueIn(text, 'task_execute_time_seconds_bucket', { ...success, le: '0.01' })).to.equal(
      0,
    );
    expect(valueIn(text, 'task_execute_time_seconds_bucket', { ...success, le: '0.025' })).to.equal(
      1,
    );
    expect(valueIn(text, 'task_execute_time_seconds_sum', success)).to.equal(0.02);
    const failure = { taskType, status: 'FAILURE' };
    expect(valueIn(text, 'task_execute_time_seconds_sum', failure)).to.equal(3);
  });

  it('count a value that equals a bound as within it', async () => {
    metrics.ended(taskType, 'completed', 25);
    const labels = { taskType, status: 'SUCCESS', le: '0.025' };
    expect(valueIn(await metrics.text(), 'task_execute_time_seconds_bucket', labels)).to.equal(1);
  });

  it('tell the ways apart in which a task can end', async () => {
    const kinds = ['completed', 'failed', 'failed-for-good', 'deferred'] as const;
    kinds.forEach((kind, index) => {
      for (let times = 0; times <= index; times++) metrics.ended(taskType, kind, 1);
    });
    const text = await metrics.text();
    const counts = kinds.map((outcome) =>
      valueIn(text, 'worker_host_tasks_ended_total', { taskType, outcome }),
    );
    expect(counts).to.deep.equal([1, 2, 3, 4]);
    const exception = 'failed-for-good';
    expect(valueIn(text, 'task_execute_error_total', { taskType, exception })).to.equal(3);
  });

  it('tell each thing that can happen by a metric of its own', async () => {
    const things = {
      paused: 'task_paused_total',
      queueFull: 'task_execution_queue_full_total',
      handedBack: 'worker_host_tasks_handed_back_total',
      cancelled: 'worker_host_tasks_cancelled_total',
      timedOut: 'worker_host_tasks_timed_out_total',
      resultStored: 'worker_host_results_stored_total',
      resultRefused: 'worker_host_results_refused_total',
      resultIgnored: 'worker_host_results_ignored_total',
      resultExpired: 'worker_host_results_expired_total',
    } as const;
    const methods = Object.keys(things) as (keyof typeof things)[];
    methods.forEach((method, index) => {
      for (let times = 0; times <= index; times++) metrics[method](taskType);
    });
    const text = await metrics.text();
    methods.forEach((method, index) =>
      expect(valueIn(text, things[method], { taskType }), method).to.equal(index + 1),
    );
    expect(valueIn(text, 'worker_host_results_accepted_total', { taskType })).to.equal(0);
  });

  it('tell how full polls come back and how long tasks waited here and there', async () => {
    metrics.polled(taskType, 3, 8, 5);
    metrics.started(taskType, 2500, 400);
    metrics.started(taskType, -50);
    const text = await metrics.text();
    expect(valueIn(text, 'worker_host_tasks_asked_total', { taskType })).to.equal(8);
    expect(valueIn(text, 'worker_host_tasks_polled_total', { taskType })).to.equal(3);
    expect(valueIn(text, 'worker_host_queue_wait_seconds_sum', { taskType })).to.equal(2.5);
    expect(valueIn(text, 'worker_host_queue_wait_seconds_count', { taskType })).to.equal(2);
    expect(valueIn(text, 'worker_host_prefetch_wait_seconds_count', { taskType })).to.equal(1);
  });

  it('say what kept a poll or a delivery from its end by the kind of the error', async () => {
    metrics.pollFailed(taskType, 5, new SourceError('no answer', { kind: 'unreachable' }));
    metrics.resultFailed(
      taskType,
      5,
      new SourceError('busy', { kind: 'unavailable', status: 503 }),
    );
    const text = await metrics.text();
    expect(valueIn(text, 'task_poll_error_total', { taskType, exception: 'unreachable' })).to.equal(
      1,
    );
    expect(
      valueIn(text, 'task_update_error_total', { taskType, exception: 'unavailable' }),
    ).to.equal(1);
    expect(valueIn(text, 'task_poll_time_seconds_count', { taskType, status: 'FAILURE' })).to.equal(
      1,
    );
  });

  it('begin at 0 for every task type of the host, so that the first failure is an increase', async () => {
    const text = await metrics.text();
    expect(valueIn(text, 'worker_host_results_refused_total', { taskType })).to.equal(0);
    expect(
      valueIn(text, 'worker_host_tasks_ended_total', { taskType, outcome: 'failed' }),
    ).to.equal(0);
  });

  it('never have more than a bounded number of samples, whatever errors, types and paths come', async () => {
    for (let index = 0; index < 3000; index++) {
      metrics.ended(taskType, 'failed', 5, `Error of ${index}`);
      metrics.polled(`type ${index}`, 0, 1, 5);
      metrics.threadDied(`worker ${index}`, Object.assign(new Error('x'), { name: `E${index}` }));
      metrics.requested('GET', `/tasks/${index}`, 200, 5);
    }
    const text = await metrics.text();
    const samples = samplesIn(text);
    const of = (name: string): number => samples.filter((each) => each.name === name).length;
    expect(of('task_execute_error_total')).to.equal(21);
    expect(valueIn(text, 'task_execute_error_total', { taskType, exception: 'other' })).to.equal(
      2980,
    );
    expect(of('task_poll_total')).to.equal(1001);
    expect(of('worker_host_thread_deaths_total')).to.equal(1001);
    expect(of('thread_uncaught_exceptions_total')).to.equal(51);
    expect(of('http_api_client_request_seconds_count')).to.equal(201);
  });

  it('count every task once, in histograms whose buckets add up', async () => {
    const ends = fc.array(fc.double({ min: 0, max: 100_000, noNaN: true }), { maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(ends, async (list) => {
        const fresh = new Metrics(() => statusOf());
        for (const ms of list) fresh.ended(taskType, 'completed', ms);
        const text = await fresh.text();
        const labels = { taskType, status: 'SUCCESS' };
        for (const { name, labels: found, value } of samplesIn(text)) {
          if (name !== 'task_execute_time_seconds_bucket' || found['status'] !== 'SUCCESS')
            continue;
          const below = list.filter(
            (ms) => ms / 1000 <= Number(found['le']!.replace('+Inf', 'Infinity')),
          );
          expect(value).to.equal(below.length);
        }
        expect(valueIn(text, 'task_execute_time_seconds_count', labels) ?? 0).to.equal(list.length);
        expect(
          valueIn(text, 'worker_host_tasks_ended_total', { taskType, outcome: 'completed' }),
        ).to.equal(list.length);
      }),
      { numRuns: 30 },
    );
  });

  it('escape names such that none can end its line', async () => {
    const evil = 'a"\n} 1\\';
    metrics.handedBack(evil);
    const text = await metrics.text();
    expect(text).to.include(
      String.raw`worker_host_tasks_handed_back_total{taskType="a\"\n} 1\\"} 1`,
    );
    samplesIn(text);
  });

  it('are of one host each', async () => {
    const another = new Metrics(() => statusOf());
    metrics.cancelled(taskType);
    const name = 'worker_host_tasks_cancelled_total';
    expect(valueIn(await metrics.text(), name, { taskType })).to.equal(1);
    expect(valueIn(await another.text(), name, { taskType })).to.equal(0);
  });

  it('can be asked for twice at once', async () => {
    const [one, two] = await Promise.all([metrics.text(), metrics.text()]);
    expect(samplesIn(one)).to.have.length(samplesIn(two).length);
  });

  it('set no timer and watch nothing while nobody asks', () => {
    const before = process.getActiveResourcesInfo();
    new Metrics(() => statusOf()).polled(taskType, 0, 1, 1);
    expect(process.getActiveResourcesInfo()).to.deep.equal(before);
  });
});

function boundsOf(text: string, name: string): string {
  const bounds = samplesIn(text)
    .filter((sample) => sample.name === `${name}_bucket`)
    .map(({ labels }) => labels['le']);
  return [...new Set(bounds)].join(' ');
}
