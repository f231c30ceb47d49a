/**
 * Runs the engine specs (spec/engine) against real Conductor OSS servers, one after the other.
 *
 *     npm run test:engine -- [--only sqlite|redis] [-- mocha options]
 *
 * `CONDUCTOR_TEST_URL=http://…/api` asks a server that runs already instead; its queue rule is
 * `CONDUCTOR_TEST_QUEUE` (`sql`, or `redis`).
 */
import { commandLine } from './engine/command-line.ts';
import { MissingToolError } from './engine/missing-tool-error.ts';
import { runSpecs } from './engine/run-specs.ts';
import { startEngine, type EngineFlavour } from './engine/start-engine.ts';

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly note: string;
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => interrupted.abort(new Error(`stopped by ${name}`)));
}
const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function testRunningServer(url: string, mochaArgs: readonly string[]): Promise<Outcome> {
  const queue = process.env.CONDUCTOR_TEST_QUEUE === 'redis' ? 'redis' : 'sql';
  const code = await runSpecs(url, queue, mochaArgs, interrupted.signal);
  return outcome(`${url} (${queue} queues)`, code);
}

async function testFlavour(flavour: EngineFlavour, mochaArgs: readonly string[]): Promise<Outcome> {
  say(`starting Conductor on ${flavour}`);
  const engine = await startEngine({ flavour, say });
  let passed = false;
  try {
    interrupted.signal.throwIfAborted();
    const queue = flavour === 'redis' ? 'redis' : 'sql';
    const result = outcome(
      flavour,
      await runSpecs(engine.url, queue, mochaArgs, interrupted.signal),
    );
    passed = result.passed;
    return passed ? result : { ...result, note: `${result.note}, server log: ${engine.logFile}` };
  } finally {
    await engine.stop({ keepFiles: !passed && !interrupted.signal.aborted });
  }
}

function outcome(name: string, code: number): Outcome {
  return { name, passed: code === 0, note: code === 0 ? '' : `mocha ended with ${code}` };
}

function reasonOf(error: unknown): string {
  if (interrupted.signal.aborted) return String(interrupted.signal.reason);
  if (error instanceof MissingToolError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function attempt(name: string, test: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await test();
  } catch (error) {
    return { name, passed: false, note: reasonOf(error) };
  }
}

const { values, positionals } = commandLine({
  options: { only: { type: 'string' } },
  allowPositionals: true,
});
const flavours = (['sqlite', 'redis'] as const).filter(
  (flavour) => values.only === undefined || values.only === flavour,
);
if (flavours.length === 0) {
  say(`--only is sqlite or redis, not "${values.only ?? ''}"`);
  process.exit(2);
}

const outcomes: Outcome[] = [];
const url = process.env.CONDUCTOR_TEST_URL;
if (url) {
  outcomes.push(await attempt(url, () => testRunningServer(url, positionals)));
} else {
  for (const flavour of flavours) {
    if (interrupted.signal.aborted) break;
    outcomes.push(await attempt(flavour, () => testFlavour(flavour, positionals)));
  }
}

for (const { name, passed, note } of outcomes) {
  process.stdout.write(`engine ${name}: ${passed ? 'passed' : 'FAILED'}${note && ` (${note})`}\n`);
}
process.exitCode = outcomes.every(({ passed }) => passed) ? 0 : 1;
