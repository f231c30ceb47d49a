/**
 * Runs workflows on a real Conductor OSS server while server and hosts are killed and a proxy
 * between them makes faults, once with `outbox = undelivered` and once with `always`, side by side,
 * and shows that nothing was lost. Ends by itself; exit code 1 when a promise is broken.
 *
 *     npm run test:chaos -- [--seed N] [--workflows 300]
 *
 * The seed decides the faults and how long tasks run; the machine decides which requests meet them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChaosRun } from './chaos/chaos-run.ts';
import { checksOf, type Check } from './chaos/checks.ts';
import { EngineApi } from './chaos/engine-api.ts';
import { figures, summary, table } from './chaos/report.ts';
import { Side, type SideEnd } from './chaos/side.ts';
import { commandLine } from './engine/command-line.ts';
import { startEngine } from './engine/start-engine.ts';

/** A minute or two on an idle machine; one whose server starts for a minute needs many. */
const limitMs = 15 * 60_000;
/** Time to the end once the faults are over: two leases in a row, and a slow machine. */
const finishMs = 120_000;
const responseTimeoutSeconds = 20;

const { values } = commandLine({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    workflows: { type: 'string', default: '300' },
  },
});
const seed = Number(values.seed);
const workflows = Number(values.workflows);
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(workflows) || workflows < 1) {
  process.stderr.write('--seed and --workflows are whole numbers\n');
  process.exit(2);
}

const begun = Date.now();
const say = (line: string): void => {
  const seconds = ((Date.now() - begun) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`${seconds} s  ${line}\n`);
};
const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => interrupted.abort(new Error(`stopped by ${name}`)));
}
const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(limitMs)]);

process.stdout.write(`chaos: seed ${seed}, ${workflows} workflows of four tasks on each side\n`);
const directory = await mkdtemp(join(tmpdir(), 'worker-host-chaos-'));
say(`logs: ${directory}`);
const engine = await startEngine({ flavour: 'sqlite', durable: true, sweepSeconds: 10, say });
const sides: Side[] = [];
const checks: Check[] = [];
try {
  const api = new EngineApi(engine.url);
  for (const mode of ['undelivered', 'always'] as const) {
    const common = { api, engineUrl: engine.url, directory, responseTimeoutSeconds };
    sides.push(await Side.start({ ...common, mode, seed: seed + sides.length * 1000 }));
  }
  const run = new ChaosRun({ engine, sides, workflows, finishMs, say, signal });
  await run.run();
  const ends: [Side, SideEnd][] = [];
  for (const side of sides) ends.push([side, await side.end(run.engineKills)]);
  process.stdout.write(`\n${table(figures(ends))}\n\n`);
  const outages = run.outages.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(' and ');
  process.stdout.write(
    `the engine was away for ${outages}; the run took ${Math.round((Date.now() - begun) / 1000)} s\n\n`,
  );
  checks.push(...ends.flatMap(([side, end]) => checksOf(side, end)));
} catch (error) {
  const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
  checks.push({ name: 'the run comes to its end', failure });
} finally {
  for (const side of sides) await side.abandon();
  const sound = checks.every(({ failure }) => failure === null);
  await engine.stop({ keepFiles: !sound });
  if (sound) await rm(directory, { recursive: true, force: true });
  else say(`kept for reading: ${directory} and ${engine.logFile}`);
  process.stdout.write(`${summary(checks)}\nseed ${seed}\n`);
  process.exitCode = sound ? 0 : 1;
}
