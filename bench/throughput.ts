/**
 * Tasks a second, beside the JavaScript SDK in the same rounds.
 *
 *     npm run bench -- [--rounds 3] [--tasks 30000]
 *
 * Each contender runs in a process of its own against the same stub server. The absolute figures
 * say little of another machine; the ratios do.
 */
import { writeFile } from 'node:fs/promises';
import { buildPackage, buildStub } from './support/build.ts';
import { ClientProcess } from './support/client-process.ts';
import { machine } from './support/machine.ts';
import { numberFlags } from './support/number-flags.ts';
import { installPeer } from './support/peers.ts';
import { median, spread } from './support/statistics.ts';
import { StubServer, verify, type Load, type StubStats } from './support/stub-server.ts';
import { table } from './support/table.ts';

interface Contender {
  readonly name: string;
  readonly client: string;
  readonly env: Readonly<Record<string, string>>;
  /** Share of the tasks that it gets: a slower one is measured about as long with fewer. */
  readonly share: number;
}

interface Measurement {
  readonly tasksPerSecond: number;
  readonly cpuPerThousand: number;
  readonly rss: number;
  readonly backlog: StubStats;
  readonly paced: StubStats;
}

const size = 1024;
const warmUpTasks = 3000;
const pacedRate = 300;
const pacedTasks = 900;
const timeoutMs = 130_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The load is offered to a client that has done others before: start-up is not measured. */
async function measure(
  contender: Contender,
  stub: StubServer,
  tasks: number,
): Promise<Measurement> {
  const own = Math.max(1000, Math.round(tasks * contender.share));
  const offer = async (load: Load): Promise<StubStats> => {
    await stub.reset(load);
    await stub.finished(load.tasks, timeoutMs);
    const stats = await stub.stats();
    verify(stats, contender.name);
    return stats;
  };
  await stub.reset({ tasks: warmUpTasks, size });
  const { client } = await ClientProcess.start(contender.client, contender.env);
  await using running = client;
  await stub.finished(warmUpTasks, timeoutMs);
  await running.mark();
  const backlog = await offer({ tasks: own, size });
  const { cpuSeconds, rss } = await running.usage();
  const paced = await offer({ tasks: pacedTasks, size, rate: pacedRate });
  await running.stop();
  // What it still sent while it stopped counts too.
  verify(await stub.stats(), contender.name);
  return {
    tasksPerSecond: (own / backlog.elapsed_ms) * 1000,
    cpuPerThousand: (cpuSeconds / own) * 1000,
    rss,
    backlog,
    paced,
  };
}

function contenders(dist: string, url: string, peer: string): Contender[] {
  const ours = (isolation: string): Contender => ({
    name: `worker-host, ${isolation}`,
    client: 'worker-host.js',
    env: { BENCH_DIST: dist, BENCH_URL: url, BENCH_ISOLATION: isolation },
    share: 1,
  });
  const theirs = { name: peer, client: 'conductor-javascript.js', env: { BENCH_URL: url } };
  return [ours('thread'), { ...theirs, share: 0.25 }, ours('inline')];
}

function report(names: readonly string[], peer: string, rounds: readonly Round[]): string {
  const whole = (value: number): string => value.toFixed(0);
  const ms = (stats: readonly StubStats['total_ms'][]): string =>
    `${median(stats.map((each) => each?.p50 ?? NaN)).toFixed(1)} / ${median(stats.map((each) => each?.p99 ?? NaN)).toFixed(1)}`;
  const rows = names.map((name) => {
    const all = rounds.map((round) => take(round, name));
    const ratios = rounds.map((r) => take(r, name).tasksPerSecond / take(r, peer).tasksPerSecond);
    return [
      name,
      spread(
        all.map((each) => each.tasksPerSecond),
        whole,
      ),
      spread(ratios, (value) => value.toFixed(1)),
      median(all.map((each) => each.cpuPerThousand)).toFixed(3),
      whole(median(all.map((each) => each.rss)) / 2 ** 20),
      ms(all.map((each) => each.backlog.serve_ms)),
      ms(all.map((each) => each.paced.total_ms)),
    ];
  });
  const head = [
    'client',
    'tasks/s',
    'ratio',
    'CPU s / 1,000',
    'RSS MB',
    'backlog p50 / p99 ms',
    `${pacedRate}/s p50 / p99 ms`,
  ];
  return table(head, rows);
}

type Round = ReadonlyMap<string, Measurement>;

function take(round: Round, name: string): Measurement {
  const measurement = round.get(name);
  if (measurement === undefined) throw new Error(`no measurement of ${name}`);
  return measurement;
}

function page(figures: string, rounds: number, tasks: number): string {
  return `# Throughput

No-op tasks of ${size} bytes, 50 in flight, one thread. ${rounds} interleaved rounds of ${tasks} tasks (a quarter
of them for the SDK), each client in a process of its own against the same stub server, everything
on one machine: ${machine()}.
Median [least–most]; \`ratio\` is to the SDK in the same round. Every task was done exactly once.

- **backlog**: all tasks are there at once; milliseconds from a task's delivery to its result.
- **${pacedRate}/s**: ${pacedRate} tasks a second; milliseconds from a task's availability to its result.
- The SDK: \`TaskManager\`, \`pollInterval\` 1, 60 connections, no logging.

${figures}

Take them again with \`npm run bench\`.
`;
}

const { rounds, tasks } = numberFlags({ rounds: 3, tasks: 30_000 });
const [dist, program, peer] = await Promise.all([buildPackage(), buildStub(), installPeer()]);
await using stub = await StubServer.start(program);
const all = contenders(dist, stub.url, peer);
const done: Round[] = [];
for (let round = 1; round <= rounds; round++) {
  const measured = new Map<string, Measurement>();
  for (const contender of all) {
    const measurement = await measure(contender, stub, tasks);
    measured.set(contender.name, measurement);
    say(`round ${round}: ${contender.name} ${measurement.tasksPerSecond.toFixed(0)} tasks/s`);
  }
  done.push(measured);
}
const figures = report(
  all.map((each) => each.name),
  peer,
  done,
);
process.stdout.write(`${figures}\n`);
await writeFile(new URL('results.md', import.meta.url), page(figures, rounds, tasks));
