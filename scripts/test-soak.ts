/**
 * A steady load on one host, for as long as is asked for, and whether its memory, handles, threads
 * and event loop stay as they are. The last line says so with figures; exit code 1 when not.
 *
 *     npm run test:soak -- [--minutes 10] [--rate 50] [--engine dev-server|conductor]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { commandLine } from './engine/command-line.ts';
import { startEngine } from './engine/start-engine.ts';
import { startDevServerProcess, type SoakEngine } from './soak/dev-server-process.ts';
import { flatnessOf } from './soak/flatness.ts';
import { Load } from './soak/load.ts';
import type { Sample } from './soak/sample.ts';

const { values } = commandLine({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '50' },
    engine: { type: 'string', default: 'dev-server' },
  },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);
if (!(minutes > 0) || !(rate > 0) || !['dev-server', 'conductor'].includes(values.engine)) {
  process.stderr.write('--minutes and --rate are above 0, --engine is dev-server or conductor\n');
  process.exit(2);
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => interrupted.abort(new Error(`stopped by ${name}`)));
}

function show({ at, rssMb, heapMb, handles, threads, loopDelayMs, ...counts }: Sample): void {
  const seconds = Math.round((at - begun) / 1000);
  const { mean, p99 } = loopDelayMs;
  process.stdout.write(
    `${String(seconds).padStart(5)} s  RSS ${rssMb.toFixed(0)} MB, heap ${heapMb.toFixed(0)} MB, ` +
      `${handles} handles, ${threads} threads, loop delay ${mean.toFixed(1)} (p99 ${p99.toFixed(1)}) ms, ` +
      `${counts.accepted} accepted, ${counts.pending} pending, ${counts.stored} stored\n`,
  );
}

const engine: SoakEngine =
  values.engine === 'conductor'
    ? await startEngine({ flavour: 'sqlite' })
    : await startDevServerProcess();
const directory = await mkdtemp(join(tmpdir(), 'worker-host-soak-'));
const load = new Load(engine.url);
await load.define();
const host = fork(fileURLToPath(new URL('soak/host-program.ts', import.meta.url)), [], {
  execArgv: ['--import', import.meta.resolve('tsx')],
  env: { ...process.env, SOAK_ENGINE: engine.url, SOAK_OUTBOX: directory },
});
const begun = Date.now();
const samples: Sample[] = [];
host.on('message', (sample: Sample) => {
  samples.push(sample);
  if (samples.length % 6 === 0) show(sample);
});
const gone = once(host, 'exit');
try {
  await load.run(rate, minutes * 60_000, interrupted.signal);
  // The last samples still belong to the load; what it left is delivered meanwhile.
  const { flat, text } = flatnessOf(samples);
  await sleep(6000);
  const accepted = samples.at(-1)?.accepted ?? 0;
  host.send('stop');
  const [code] = (await gone) as [number | null];
  const complete = accepted === load.started && code === 0;
  process.stdout.write(
    `${load.started} tasks started, ${accepted} results accepted; the host ended with ${String(code)}\n${text}\n`,
  );
  process.exitCode = flat && complete ? 0 : 1;
} finally {
  host.kill('SIGKILL');
  await engine.stop();
  await rm(directory, { recursive: true, force: true });
}
