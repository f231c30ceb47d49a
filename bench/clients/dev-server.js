import process from 'node:process';
import { clearInterval, setInterval } from 'node:timers';
import { pathToFileURL } from 'node:url';
import { answerHarness } from './answer-harness.js';

const { startDevServer } = await import(
  pathToFileURL(`${process.env.BENCH_DIST}/testing/index.js`).href
);
const server = await startDevServer({ queue: 'redis' });

for (const name of ['blocking', 'short']) {
  server.registerTaskDef({
    name,
    ownerEmail: 'bench@example.com',
    retryCount: 0,
    timeoutSeconds: 120,
    responseTimeoutSeconds: 60,
  });
  server.registerWorkflow({
    name: `${name}_flow`,
    version: 1,
    schemaVersion: 2,
    ownerEmail: 'bench@example.com',
    timeoutSeconds: 0,
    timeoutPolicy: 'ALERT_ONLY',
    tasks: [{ name, taskReferenceName: name, type: 'SIMPLE' }],
  });
}

let ticker = null;
let from = 0;

answerHarness(
  () => server.stop(),
  {
    block: () => server.startWorkflow('blocking_flow'),
    begin: () => {
      from = Date.now();
      ticker = setInterval(() => server.startWorkflow('short_flow'), 10);
      return 'begun';
    },
    end: () => {
      clearInterval(ticker);
      return 'ended';
    },
    /** The tasks since `begin`, all on this process's clock. */
    tasks: () =>
      server
        .tasks()
        .filter((task) => task.scheduledTime >= from || task.taskType === 'blocking')
        .map(({ taskType, status, scheduledTime, startTime, endTime }) => ({
          taskType,
          status,
          scheduledTime,
          startTime,
          endTime,
        })),
  },
  server.url,
);
