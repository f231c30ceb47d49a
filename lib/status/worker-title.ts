import type { WorkerStatus } from './host-status.ts';

/** What people call a worker: its task names, and its domain. */
export function workerTitle({ names, domain }: Pick<WorkerStatus, 'names' | 'domain'>): string {
  const name = names.join(',');
  return domain === null ? name : `${name}@${domain}`;
}
