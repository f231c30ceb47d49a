/** The host under load, in a process of its own: sends a `Sample` to its parent every few seconds. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { WorkerHost } from '../../lib/index.ts';
import type { Sample } from './sample.ts';
import workers from './workers.ts';

const sampleMs = 5000;

const host = new WorkerHost(workers, {
  serverUrl: process.env.SOAK_ENGINE ?? '',
  outboxDir: process.env.SOAK_OUTBOX ?? '',
  // Its failing tasks are as it should be.
  logLevel: 'error',
  statusPort: 0,
});
let accepted = 0;
host.on('result:accepted', () => (accepted += 1));
await host.start();

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
const timer = setInterval(() => {
  process.send?.(sample());
}, sampleMs);

process.once('message', () => {
  clearInterval(timer);
  void host.stop().then(() => process.exit(0));
});

function sample(): Sample {
  const { rss, heapUsed } = process.memoryUsage();
  const { workers: states, delivery, outbox } = host.status();
  const loopDelayMs = { mean: delay.mean / 1e6, p99: delay.percentile(99) / 1e6 };
  delay.reset();
  return {
    at: Date.now(),
    rssMb: rss / 2 ** 20,
    heapMb: heapUsed / 2 ** 20,
    handles: process.getActiveResourcesInfo().length,
    threads: states.reduce((sum, state) => sum + state.threads.length, 0),
    loopDelayMs,
    accepted,
    pending: delivery.pending,
    stored: outbox?.stored ?? 0,
  };
}
