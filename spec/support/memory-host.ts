import type { WorkerHostOptions } from '../../lib/host/worker-host-options.ts';
import { WorkerHost } from '../../lib/host/worker-host.ts';
import { defineWorker, type Execute } from '../../lib/worker/define-worker.ts';
import type { WorkerAbc } from '../../lib/worker/worker-abc.ts';
import type { WorkerOptions } from '../../lib/worker/worker-options.ts';
import { LogRecorder } from './log-recorder.ts';
import { MemorySource } from './memory-source.ts';

export interface MemoryHost {
  readonly host: WorkerHost;
  readonly source: MemorySource;
  readonly log: LogRecorder;
}

const made: MemoryHost[] = [];

/** A host on an engine in memory, not started. */
export function memoryHost(
  workers: WorkerAbc | readonly WorkerAbc[],
  options: WorkerHostOptions = {},
): MemoryHost {
  const source = new MemorySource();
  const log = new LogRecorder();
  const host = new WorkerHost(workers, {
    source,
    logger: log.logger,
    drainTimeout: 5000,
    outbox: 'off',
    ...options,
  });
  made.push({ host, source, log });
  return { host, source, log };
}

export async function startedHost(...args: Parameters<typeof memoryHost>): Promise<MemoryHost> {
  const running = memoryHost(...args);
  await running.host.start();
  return running;
}

/** For `afterEach`: stops every host of the test, with an engine that takes what is left. */
export async function stopHosts(): Promise<void> {
  const hosts = made.splice(0);
  for (const { source } of hosts) source.deliverFailure = null;
  await Promise.all(hosts.map(({ host }) => host.stop().catch(() => undefined)));
}

/** A worker without a thread, that polls in quick succession. */
export function inlineWorker(
  names: string | readonly string[],
  execute: Execute = () => ({}),
  options: Omit<WorkerOptions, 'taskDefinitionName'> = {},
): WorkerAbc {
  return defineWorker(names, execute, { ...quick, isolation: 'inline', ...options });
}

/** Settings for quick polls. */
export const quick = { pollingInterval: 5, pollTimeout: 20 };
