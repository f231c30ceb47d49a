import { hostname } from 'node:os';
import { declareWorker } from '../host/declare-worker.ts';
import type { ReadLayers } from '../settings/read-layers.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import type { WorkerSettings } from '../settings/worker-settings.ts';
import { runTask } from '../testing/run-task.ts';
import type { WorkerAbc } from '../worker/worker-abc.ts';
import { ExitCode } from './exit-codes.ts';
import { endNow } from './exit-guard.ts';
import type { HostFlags } from './host-flags.ts';
import { loadAllWorkers } from './load-all.ts';
import { loggerFor, readAround } from './prepare.ts';
import { readInput } from './read-input.ts';

export interface RunOptions extends HostFlags {
  readonly module: string;
  readonly task: string;
  readonly input: string;
  readonly oneLine: boolean;
}

/** Runs one task and prints its result; the exit code says whether it failed. */
export async function runOneTask(options: RunOptions): Promise<ExitCode> {
  const input = readInput(options.input);
  const layers = readAround(options);
  const logger = loggerFor(options, layers, 'stderr');
  const print = divertStdout();
  const limits = settingsOf(options, layers, await loadAllWorkers([options.module]));
  const result = await runTask(options.module, input, {
    ...limits,
    taskName: options.task,
    logger,
  });
  print(`${JSON.stringify(result, null, options.oneLine ? 0 : 2)}\n`);
  return endNow(result.status.startsWith('FAILED') ? ExitCode.FAILED : ExitCode.OK);
}

type Limits = Pick<WorkerSettings, 'isolation' | 'executionTimeout' | 'maxHeapMb'>;

/** Those settings of the worker that count without an engine; none when no worker has that name, which is found out later. */
function settingsOf(
  { flags, task }: RunOptions,
  layers: ReadLayers,
  workers: readonly WorkerAbc[],
): Partial<Limits> {
  const resolved = resolveSettings({
    ...layers,
    flags,
    workers: workers.map(declareWorker),
    hostname: hostname(),
  }).workers.find(({ name }) => name === task);
  if (resolved === undefined) return {};
  const { isolation, executionTimeout, maxHeapMb } = resolved.settings;
  return { isolation, executionTimeout, maxHeapMb };
}

/**
 * Sends what the worker prints (`console.log`, in its thread too) to stderr, so that stdout holds
 * the result and nothing else. Returns what still writes to stdout.
 */
function divertStdout(): (text: string) => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return (text) => {
    process.stdout.write = write;
    write(text);
  };
}
