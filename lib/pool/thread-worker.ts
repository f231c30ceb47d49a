import { loadWorker } from '../worker/load-modules.ts';
import { namesOf, type WorkerAbc } from '../worker/worker-abc.ts';
import type { WorkerReference } from './thread-messages.ts';

let loading: Promise<WorkerAbc> | undefined;

/** This thread's worker: loaded by the first session, found again by later ones. A pool's threads serve one worker. */
export function threadWorker(reference: WorkerReference): Promise<WorkerAbc> {
  loading ??= load(reference);
  return loading;
}

/** What a thread needs to find this worker. */
export function referenceTo(worker: WorkerAbc, file: string): WorkerReference {
  return { file, names: [...namesOf(worker)], domain: domainOf(worker) };
}

function load({ file, names, domain }: WorkerReference): Promise<WorkerAbc> {
  const label = names.join(', ') + (domain === null ? '' : ` in domain ${domain}`);
  return loadWorker(
    file,
    (worker) => domainOf(worker) === domain && sameNames(namesOf(worker), names),
    label,
  );
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

function domainOf(worker: WorkerAbc): string | null {
  return worker.getDomain() || null;
}
