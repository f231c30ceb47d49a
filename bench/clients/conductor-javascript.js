import {
  TaskManager,
  createConductorClient,
  noopLogger,
} from '../peers/node_modules/@io-orkes/conductor-javascript/dist/index.mjs';
import { setup } from './setup.js';
import { untilToldToStop } from './until-told-to-stop.js';
import { work } from './work.js';

/** @param {Record<string, unknown>} values */
const given = (values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

const { url, types, concurrency, pollInterval, pollTimeout, connections } = setup;
const client = await createConductorClient({
  serverUrl: url,
  logger: noopLogger,
  ...given({ maxHttp2Connections: connections }),
});
const workers = types.map((taskDefName) => ({
  taskDefName,
  execute: async (task) => ({ status: 'COMPLETED', outputData: await work(task) }),
}));
const manager = new TaskManager(client, workers, {
  logger: noopLogger,
  options: given({ pollInterval, concurrency, batchPollingTimeout: pollTimeout }),
});
manager.startPolling();
untilToldToStop(() => manager.stopPolling());
