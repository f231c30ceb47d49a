import { devNull } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDevServer, type DevServer } from '../../dev-server/dev-server.ts';
import { WorkerHost } from '../../host/worker-host.ts';
import { createLogger, type LogLevel } from '../../telemetry/logger.ts';
import { ExitCode } from '../exit-codes.ts';
import { handleSignals } from '../signals.ts';
import { UsageError } from '../usage-error.ts';
import { registerPipeline, stages, startOrders } from './order-pipeline.ts';
import { Progress } from './progress.ts';
import { summaryTable, type WorkerTally } from './summary.ts';
import { demoWorkers } from './workers.ts';

export interface DemoOptions {
  readonly workflows: number;
  readonly logLevel: LogLevel;
}

const startOverMs = 5000;
const patienceMs = 18_000;
const hello = `An order pipeline: ${stages.join(' -> ')}
A double of Conductor, a host and its threads, all in this process.

`;
const whatNext = `
What to try next:
  worker-host dev-server                 the double of Conductor, for your own workers
  worker-host start workers.ts           run the workers of a module
  worker-host run workers.ts my_task     one task, without a server
  worker-host config workers.ts          every setting, and where it comes from
`;

/** Runs sample orders through sample workers, and shows what came of it. 0 only when all are COMPLETED. */
export async function runDemo({ workflows, logLevel }: DemoOptions): Promise<ExitCode> {
  if (!(Number.isInteger(workflows) && workflows >= 1 && workflows <= 10_000)) {
    throw new UsageError('--workflows must be a whole number from 1 to 10000.');
  }
  forgetSettings();
  const logger = createLogger({ level: logLevel, destination: 'stderr' });
  const interrupted = new AbortController();
  const release = handleSignals(
    {
      stop: () => {
        interrupted.abort();
        return Promise.resolve();
      },
    },
    logger,
  );
  const server = await startDevServer();
  const host = new WorkerHost(demoWorkers, {
    serverUrl: server.url,
    config: devNull,
    logger,
    outbox: 'off',
    statusPort: 0,
    // A host waits for its held polls when it stops: short ones end the demo soon.
    flags: { set: ['poll_timeout=500'] },
  });
  try {
    process.stdout.write(hello);
    registerPipeline(server);
    const tallies = tallyOf(host);
    await host.start();
    process.stdout.write(`Dashboard while it runs: ${host.statusUrl ?? 'none'}\n\n`);
    const begin = performance.now();
    const completed = await runOrders(server, workflows, interrupted.signal);
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    process.stdout.write(`\n${summaryTable(tallies)}\n`);
    process.stdout.write(`\n${completed} of ${workflows} orders COMPLETED in ${seconds} s\n`);
    process.stdout.write(whatNext);
    return completed === workflows ? ExitCode.OK : ExitCode.FAILED;
  } finally {
    await host.stop();
    await server.stop();
    release();
  }
}

/** The demo is the same everywhere: no variable meant for a real host may reach it. */
function forgetSettings(): void {
  for (const name of Object.keys(process.env)) {
    if (/^(conductor|worker_host)[._]/i.test(name)) Reflect.deleteProperty(process.env, name);
  }
}

function tallyOf(host: WorkerHost): WorkerTally[] {
  const tallies = stages.map((name): WorkerTally => ({ name, durations: [], failed: 0 }));
  const of = (name: string): WorkerTally | undefined => tallies.find((each) => each.name === name);
  host.on('task:completed', ({ taskType, durationMs }) => of(taskType)?.durations.push(durationMs));
  host.on('task:failed', ({ taskType }) => {
    const tally = of(taskType);
    if (tally !== undefined) tally.failed++;
  });
  return tallies;
}

/** Starts the orders and waits for their ends; returns how many are COMPLETED. */
async function runOrders(server: DevServer, count: number, signal: AbortSignal): Promise<number> {
  const progress = new Progress(count, 'orders');
  const ended = new Map<string, string>();
  const open = new Set<string>();
  const starting = startOrders(server, count, startOverMs, signal, (id) => open.add(id));
  const giveUp = performance.now() + patienceMs;
  while (ended.size < count && !signal.aborted && performance.now() < giveUp) {
    await sleep(50);
    for (const id of open) {
      const { status } = server.workflow(id);
      if (status === 'RUNNING') continue;
      ended.set(id, status);
      open.delete(id);
    }
    progress.update(ended.size);
  }
  await starting;
  progress.end();
  return [...ended.values()].filter((status) => status === 'COMPLETED').length;
}
