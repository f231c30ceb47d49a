import { expect } from 'chai';
import { Metrics } from '../../lib/status/metrics.ts';
import { samplesIn, valueIn } from './support/prometheus-text.ts';
import { now, statusOf, workerOf } from './support/status-of.ts';

const taskType = 'task_1';

describe('the metrics of a host as a whole', () => {
  let metrics: Metrics;

  beforeEach(() => (metrics = new Metrics(() => statusOf())));

  it('count for the host as a whole what belongs to no task type', async () => {
    metrics.leaseExtended();
    metrics.leaseFailed();
    metrics.requested('POST', '/tasks', 200, 30);
    const text = await metrics.text();
    expect(valueIn(text, 'worker_host_leases_extended_total')).to.equal(1);
    expect(valueIn(text, 'worker_host_leases_failed_total')).to.equal(1);
    const labels = { method: 'POST', uri: '/tasks', status: '200' };
    expect(valueIn(text, 'http_api_client_request_seconds_sum', labels)).to.equal(0.03);
  });

  it('begin at 0 for the deaths of threads too', async () => {
    const worker = taskType;
    const name = 'worker_host_thread_deaths_total';
    expect(valueIn(await metrics.text(), name, { worker })).to.equal(0);
    metrics.threadDied(worker, new RangeError('x'));
    const text = await metrics.text();
    expect(valueIn(text, name, { worker })).to.equal(1);
    expect(valueIn(text, 'thread_uncaught_exceptions_total', { exception: 'RangeError' })).to.equal(
      1,
    );
  });

  it('read what the host does at the moment', async () => {
    const text = await metrics.text();
    const worker = taskType;
    expect(valueIn(text, 'worker_host_state', { state: 'running' })).to.equal(1);
    expect(valueIn(text, 'worker_host_engine_up')).to.equal(1);
    expect(valueIn(text, 'worker_host_in_flight', { worker, state: 'running' })).to.equal(3);
    expect(valueIn(text, 'worker_host_slots', { worker })).to.equal(10);
    expect(valueIn(text, 'worker_host_free_slots', { worker })).to.equal(7);
    expect(valueIn(text, 'worker_host_held_polls')).to.equal(0);
    expect(valueIn(text, 'active_workers', { taskType })).to.equal(3);
    expect(valueIn(text, 'worker_host_thread_heap_bytes', { worker, thread: '0' })).to.equal(
      24 * 1024 * 1024,
    );
    expect(valueIn(text, 'worker_host_last_poll_timestamp_seconds', { worker })).to.equal(
      (now - 200) / 1000,
    );
    expect(valueIn(text, 'process_resident_memory_bytes')).to.be.greaterThan(1e7);
  });

  it('leave out what is not known rather than to call it 0', async () => {
    const { engine } = statusOf();
    const workers = [workerOf({ lastTaskAt: null })];
    metrics = new Metrics(() =>
      statusOf({ engine: { ...engine, reachable: null }, outbox: null, workers }),
    );
    const text = await metrics.text();
    expect(valueIn(text, 'worker_host_engine_up')).to.equal(undefined);
    expect(valueIn(text, 'worker_host_outbox_results')).to.equal(undefined);
    expect(valueIn(text, 'worker_host_last_task_timestamp_seconds', { worker: taskType })).to.equal(
      undefined,
    );
  });

  it('tell how old the oldest result of the outbox is', async () => {
    const oldestAt = new Date(Date.now() - 60_000).toISOString();
    const outbox = { directory: '/d', stored: 3, bytes: 900, oldestAt };
    metrics = new Metrics(() => statusOf({ outbox }));
    const text = await metrics.text();
    expect(valueIn(text, 'worker_host_outbox_oldest_age_seconds')).to.be.closeTo(60, 5);
  });

  it('tell workers of one name in two domains apart', async () => {
    const workers = [workerOf({ domain: 'a' }), workerOf({ domain: 'b' }), workerOf()];
    metrics = new Metrics(() => statusOf({ workers }));
    const names = samplesIn(await metrics.text()).map(({ name, labels }) =>
      JSON.stringify([name, labels]),
    );
    expect(new Set(names).size).to.equal(names.length);
  });
});
