import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { answerHarness } from './answer-harness.js';
import workers from './fleet-workers.js';
import { WorkerHost } from './package-under-test.js';

const host = new WorkerHost(workers, { serverUrl: process.env.BENCH_URL });
const from = performance.now();
const before = process.cpuUsage();
await host.start();
const startMs = performance.now() - from;
const { user, system } = process.cpuUsage(before);
answerHarness(() => host.stop(), {}, { startMs, startCpuMs: (user + system) / 1000 });
