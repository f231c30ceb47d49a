import process from 'node:process';
import { answerHarness } from './answer-harness.js';
import worker from './no-op-worker.js';
import { WorkerHost } from './package-under-test.js';

const host = new WorkerHost(worker, { serverUrl: process.env.BENCH_URL });
await host.start();
answerHarness(() => host.stop());
