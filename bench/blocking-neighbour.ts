/**
 * What a worker that blocks its thread costs the others of its host.
 *
 *     npm run bench:neighbour -- [--seconds 10]
 *
 * One host, two workers: `short` gets a task of 5 ms every 10 ms, first alone, then beside
 * `blocking`, which spins for 3 s again and again. The engine has a process of its own. Fails when
 * the p99 of `short`, from available to result accepted, is 50 ms or more beside the other.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { buildPackage } from './support/build.ts';
import { ClientProcess } from './support/client-process.ts';
import { machine } from './support/machine.ts';
import { numberFlags } from './support/number-flags.ts';
import { quantile } from './report/statistics.ts';
import { table } from './report/table.ts';

interface EndedTask {
  readonly taskType: string;
  readonly status: string;
  /** Milliseconds since 1970; 0 = not yet. */
  readonly scheduledTime: number;
  readonly startTime: number;
  readonly endTime: number;
}

const limitMs = 50;
const blockSeconds = 3;

/** @returns the tasks of `short` of this phase. */
async function phase(engine: ClientProcess, seconds: number): Promise<EndedTask[]> {
  await engine.ask('begin');
  await sleep(seconds * 1000);
  await engine.ask('end');
  const deadline = Date.now() + 10_000;
  for (;;) {
    const tasks = ((await engine.ask('tasks')) as EndedTask[]).filter(
      (task) => task.taskType === 'short',
    );
    if (tasks.every((task) => task.endTime > 0)) return tasks;
    if (Date.now() > deadline) throw new Error('Tasks of the short worker do not come to an end.');
    await sleep(20);
  }
}

function row(name: string, tasks: readonly EndedTask[]): string[] {
  const failed = tasks.filter((task) => task.status !== 'COMPLETED').length;
  if (failed > 0) throw new Error(`${failed} tasks of the short worker failed.`);
  const pickup = tasks.map((task) => task.startTime - task.scheduledTime);
  const total = tasks.map((task) => task.endTime - task.scheduledTime);
  const of = (values: readonly number[], share: number): string => String(quantile(values, share));
  return [
    name,
    String(tasks.length),
    of(pickup, 0.5),
    of(pickup, 0.99),
    of(total, 0.5),
    of(total, 0.99),
    String(Math.max(...total)),
  ];
}

async function blockedTasks(engine: ClientProcess): Promise<EndedTask[]> {
  const tasks = (await engine.ask('tasks')) as EndedTask[];
  return tasks.filter((task) => task.taskType === 'blocking');
}

const { seconds } = numberFlags({ seconds: 10 });
const dist = await buildPackage();
const { client: engine, ready: url } = await ClientProcess.start('dev-server.js', {
  BENCH_DIST: dist,
});
await using running = engine;
const env = { BENCH_DIST: dist, BENCH_URL: String(url) };
const { client: host } = await ClientProcess.start('neighbours.js', env);
{
  await using workers = host;
  const alone = await phase(running, Math.ceil(seconds / 2));
  // One more than fit: the blocking worker is busy to the end.
  for (let n = 0; n <= seconds / blockSeconds; n++) await running.ask('block');
  const beside = await phase(running, seconds);
  const blocked = await blockedTasks(running);
  if (!blocked.some((task) => task.startTime > 0 && task.status !== 'SCHEDULED'))
    throw new Error('The blocking worker ran no task: nothing was measured.');
  await workers.stop();
  const head = [
    'short worker',
    'tasks',
    'pick-up p50 ms',
    'p99',
    'accepted p50 ms',
    'p99',
    'longest',
  ];
  const rows = [row('alone', alone), row(`beside ${blockSeconds} s loops`, beside)];
  process.stdout.write(`${machine()}\n\n${table(head, rows)}\n`);
  const p99 = quantile(
    beside.map((task) => task.endTime - task.scheduledTime),
    0.99,
  );
  if (p99 >= limitMs) {
    process.stderr.write(
      `p99 beside the blocking worker is ${p99} ms; it must be below ${limitMs} ms.\n`,
    );
    process.exitCode = 1;
  }
}
