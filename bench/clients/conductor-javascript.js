import process from 'node:process';
import {
  TaskManager,
  createConductorClient,
  noopLogger,
} from '../peers/node_modules/@io-orkes/conductor-javascript/dist/index.mjs';
import { answerHarness } from './answer-harness.js';

const concurrency = 50;
const client = await createConductorClient({
  serverUrl: process.env.BENCH_URL,
  // Its default of 10 would starve 50 tasks at once.
  maxHttp2Connections: concurrency + 10,
  logger: noopLogger,
});
const worker = {
  taskDefName: 'bench_0',
  execute: () => Promise.resolve({ status: 'COMPLETED', outputData: { ok: true } }),
};
const manager = new TaskManager(client, [worker], {
  logger: noopLogger,
  options: { pollInterval: 1, concurrency },
});
manager.startPolling();
answerHarness(() => manager.stopPolling());
