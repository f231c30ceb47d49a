/**
 * What many workers in one host cost: the time to start, and the memory of each while idle.
 *
 *     npm run bench:workers -- [--workers 50]
 *
 * Each row is a process of its own; memory per worker is the difference to a host with one. Fails
 * when the host with all workers and a warm thread for each takes 5 s or more to start.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { buildPackage, buildStub } from './support/build.ts';
import { ClientProcess } from './support/client-process.ts';
import { machine } from './support/machine.ts';
import { numberFlags } from './support/number-flags.ts';
import { StubServer } from './support/stub-server.ts';
import { table } from './report/table.ts';

interface Fleet {
  readonly startMs: number;
  readonly startCpuMs: number;
  readonly rss: number;
  /** Share of one core. */
  readonly idleCpu: number;
}

const limitMs = 5000;
const settleMs = 1500;
const idleMs = 3000;

async function measure(
  workers: number,
  minThreads: number,
  env: Readonly<Record<string, string>>,
): Promise<Fleet> {
  const { client, ready } = await ClientProcess.start('fleet.js', {
    ...env,
    BENCH_WORKERS: String(workers),
    BENCH_MIN_THREADS: String(minThreads),
  });
  await using running = client;
  await sleep(settleMs);
  await running.mark();
  await sleep(idleMs);
  const { cpuSeconds, rss } = await running.usage();
  const { startMs, startCpuMs } = ready as Fleet;
  return { startMs, startCpuMs, rss, idleCpu: cpuSeconds / (idleMs / 1000) };
}

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

function row(workers: number, minThreads: number, fleet: Fleet, one: Fleet): string[] {
  return [
    `${workers} x min_threads ${minThreads}`,
    fleet.startMs.toFixed(0),
    fleet.startCpuMs.toFixed(0),
    megabytes(fleet.rss),
    workers === 1 ? '' : megabytes((fleet.rss - one.rss) / (workers - 1)),
    `${(fleet.idleCpu * 100).toFixed(1)} %`,
  ];
}

const { workers } = numberFlags({ workers: 50 });
const [dist, program] = await Promise.all([buildPackage(), buildStub()]);
await using stub = await StubServer.start(program);
await stub.reset({ tasks: 0, types: workers, size: 1024 });
const env = { BENCH_DIST: dist, BENCH_URL: stub.url };
const rows: string[][] = [];
let slowest = 0;
for (const minThreads of [1, 0]) {
  const one = await measure(1, minThreads, env);
  const all = await measure(workers, minThreads, env);
  slowest = Math.max(slowest, all.startMs);
  rows.push(row(1, minThreads, one, one), row(workers, minThreads, all, one));
}
const head = ['workers', 'start ms', 'start CPU ms', 'RSS MB', 'RSS MB per worker', 'idle CPU'];
process.stdout.write(`${machine()}\n\n${table(head, rows)}\n`);
if (slowest >= limitMs) {
  process.stderr.write(
    `${workers} workers took ${slowest.toFixed(0)} ms to start; the limit is ${limitMs} ms.\n`,
  );
  process.exitCode = 1;
}
