/**
 * Runs a real Conductor OSS server until Ctrl-C and prints the base URL of its API.
 *
 *     node --import tsx scripts/engine/serve.ts [--queue sqlite|redis] [--port N]
 */
import { commandLine } from './command-line.ts';
import { MissingToolError } from './missing-tool-error.ts';
import { startEngine } from './start-engine.ts';

const { values } = commandLine({
  options: { queue: { type: 'string', default: 'sqlite' }, port: { type: 'string' } },
});
if (values.queue !== 'sqlite' && values.queue !== 'redis') {
  process.stderr.write(`--queue is sqlite or redis, not "${values.queue}"\n`);
  process.exit(2);
}

let asked: () => void = () => undefined;
const stopAsked = new Promise<void>((resolve) => {
  asked = resolve;
});
process.once('SIGINT', asked);
process.once('SIGTERM', asked);

try {
  const engine = await startEngine({
    flavour: values.queue,
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
  });
  process.stdout.write(`${engine.url}\n`);
  process.stderr.write(`log: ${engine.logFile}\nCtrl-C stops the server\n`);
  const alive = setInterval(() => undefined, 60_000);
  await stopAsked;
  clearInterval(alive);
  await engine.stop();
} catch (error) {
  if (!(error instanceof MissingToolError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
