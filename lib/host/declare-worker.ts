import type { WorkerDeclaration } from '../settings/layers.ts';
import { namesOf, overrides, type WorkerAbc } from '../worker/worker-abc.ts';

/** A worker as settings see it. What a subclass overrides beats the option of the same meaning. */
export function declareWorker(worker: WorkerAbc): WorkerDeclaration {
  const options: Record<string, unknown> = { ...worker.options };
  if (overrides(worker, 'getDomain')) options['domain'] = worker.getDomain();
  if (overrides(worker, 'getIdentity')) options['workerId'] = worker.getIdentity();
  if (overrides(worker, 'paused')) options['paused'] = worker.paused();
  if (overrides(worker, 'getPollingIntervalInSeconds')) {
    options['pollingInterval'] = toMilliseconds(worker.getPollingIntervalInSeconds());
  }
  return { names: namesOf(worker), label: worker.constructor.name, options };
}

function toMilliseconds(seconds: unknown): unknown {
  return typeof seconds === 'number' ? seconds * 1000 : seconds;
}
