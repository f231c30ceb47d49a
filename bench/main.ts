/**
 * worker-host beside the SDKs: `npm run bench -- --help`.
 *
 * Each client runs in a process of its own against the same server. Absolute figures belong to the
 * machine; the ratios of one run compare.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine, type RunningEngine } from '../scripts/engine/start-engine.ts';
import { allPeers } from './contenders/all-peers.ts';
import { fullPace, quickPace, type Bench } from './measure/bench.ts';
import { runRows } from './measure/run-rows.ts';
import { writeResults } from './report/results-file.ts';
import type { RowResult, Taken } from './report/result.ts';
import { rowNotes, rowTable } from './report/row-table.ts';
import type { Peers, Row } from './rows/row.ts';
import { serverRows } from './rows/server-rows.ts';
import { stubRows } from './rows/stub-rows.ts';
import { buildPackage, buildStub } from './support/build.ts';
import { burnStepsPerMs } from './support/burn-speed.ts';
import { benchFlags, chosen, usage, type BenchFlags } from './support/command-line.ts';
import { machine } from './support/machine.ts';
import { StubServer } from './support/stub-server.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Clients keep their outboxes here, not in the user's own state. */
function ownStateDirectory(): void {
  const directory = mkdtempSync(join(tmpdir(), 'worker-host-bench-'));
  process.env.XDG_STATE_HOME = directory;
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
}

async function measure(
  flags: BenchFlags,
): Promise<{ results: RowResult[]; order: readonly string[] }> {
  const [dist, program] = await Promise.all([buildPackage(), buildStub()]);
  const peers = await allPeers(flags.quick);
  await using stub = await StubServer.start(program);
  const pace = flags.quick ? quickPace : fullPace;
  const bench: Bench = { stub, dist, burnStepsPerMs: burnStepsPerMs(), pace };
  const all = stubRows(bench, peers);
  const rows = flags.quick ? all.map(withoutVariants) : all;
  // Without the server there is no URL yet, but the names are the same.
  const ofServer = serverRows(bench, peers, '').map(({ name }) => name);
  const order = [...rows.map(({ name }) => name), ...ofServer];
  const date = new Date().toISOString().slice(0, 10);
  const taken: Taken = { date, machine: machine(), rounds: flags.rounds };
  const wanted = chosen(order, flags.rows);
  const results = await runRows(only(rows, wanted), flags.rounds, taken, say);
  const named = ofServer.some((name) => flags.rows.includes(name));
  if (named || (flags.server && flags.rows.length === 0))
    results.push(...(await measureOnServer(bench, peers, wanted, taken, named)));
  return { results, order };
}

/**
 * After everything else: a server that only waits would take its share of the machine.
 *
 * @param must whether its absence is an error; or else its rows are left out, and those that took
 *   an hour are not lost.
 */
async function measureOnServer(
  bench: Bench,
  peers: Peers,
  wanted: readonly string[],
  taken: Taken,
  must: boolean,
): Promise<RowResult[]> {
  const engine = await startEngine({ flavour: 'sqlite', say }).catch(leftOut);
  if (engine === null) return [];
  try {
    const rows = serverRows(bench, peers, engine.url);
    return await runRows(only(rows, wanted), taken.rounds, taken, say);
  } finally {
    await engine.stop();
  }

  function leftOut(error: unknown): RunningEngine | null {
    if (must) throw error;
    say(`The rows on a real server are left out: ${String(error)}`);
    return null;
  }
}

function only(rows: readonly Row[], names: readonly string[]): Row[] {
  return rows.filter(({ name }) => names.includes(name));
}

function withoutVariants(row: Row): Row {
  return { ...row, entries: row.entries.filter(({ contender }) => contender.fullOnly !== true) };
}

function print(results: readonly RowResult[]): void {
  for (const row of results)
    process.stdout.write(
      `${[`${row.title} (${row.name})`, rowTable(row), ...rowNotes(row)].join('\n')}\n\n`,
    );
}

/** What of ours failed; a peer's failure is named in its table and no more. */
function failures(results: readonly RowResult[]): string[] {
  return results.flatMap(({ name, clients }) =>
    clients.flatMap((client) =>
      client.ours && client.failure !== undefined
        ? [`${name}: ${client.name}: ${client.failure}`]
        : [],
    ),
  );
}

if (process.argv.includes('--help')) {
  process.stdout.write(`${usage}\n`);
} else {
  const flags = benchFlags(process.argv.slice(2));
  ownStateDirectory();
  const { results, order } = await measure(flags);
  print(results);
  const failed = failures(results);
  if (failed.length > 0) {
    say(`${failed.length} measurements of ours failed:\n${failed.join('\n')}`);
    process.exitCode = 1;
  } else if (flags.quick) {
    say(`Every task was done exactly once. The figures of a quick run mean nothing.`);
  } else {
    await writeResults(results, order);
  }
}
