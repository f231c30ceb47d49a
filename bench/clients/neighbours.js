import process from 'node:process';
import { answerHarness } from './answer-harness.js';
import blocking from './blocking-worker.js';
import { WorkerHost } from './package-under-test.js';
import short from './short-worker.js';

const host = new WorkerHost([blocking, short], { serverUrl: process.env.BENCH_URL });
await host.start();
answerHarness(() => host.stop());
