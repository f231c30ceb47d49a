import type { Resolution } from '../settings/resolve-settings.ts';
import type { WorkerSettings } from '../settings/worker-settings.ts';
import { runTask } from '../testing/run-task.ts';
import { answer } from './answer.ts';
import { ExitCode } from './exit-codes.ts';
import type { HostFlags } from './host-flags.ts';
import { loggerFor, prepare } from './prepare.ts';
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
  return answer(async (print) => {
    const { resolution } = await prepare(options, [options.module]);
    const result = await runTask(options.module, input, {
      ...limitsOf(resolution, options.task),
      taskName: options.task,
      logger: loggerFor(resolution.host, 'stderr'),
    });
    print(`${JSON.stringify(result, null, options.oneLine ? 0 : 2)}\n`);
    return result.status.startsWith('FAILED') ? ExitCode.FAILED : ExitCode.OK;
  });
}

type Limits = Pick<WorkerSettings, 'isolation' | 'executionTimeout' | 'maxHeapMb'>;

/** Those settings of the worker that count without an engine; none when no worker has that name, which is found out later. */
function limitsOf({ workers }: Resolution, task: string): Partial<Limits> {
  const resolved = workers.find(({ name }) => name === task);
  if (resolved === undefined) return {};
  const { isolation, executionTimeout, maxHeapMb } = resolved.settings;
  return { isolation, executionTimeout, maxHeapMb };
}
