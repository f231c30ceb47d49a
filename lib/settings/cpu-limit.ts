import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/**
 * CPUs that this process may use: those of the machine, or what a container's limit leaves of
 * them, at least 1. Node 20 itself does not look at such limits.
 *
 * @param cgroup where the limits are mounted
 */
export function cpuLimit(cgroup = '/sys/fs/cgroup'): number {
  const share = shareOf(read(join(cgroup, 'cpu.max'))?.split(' ')) ?? version1(cgroup);
  const cpus = availableParallelism();
  return share === null ? cpus : Math.max(1, Math.min(cpus, Math.floor(share)));
}

function version1(cgroup: string): number | null {
  const quota = read(join(cgroup, 'cpu/cpu.cfs_quota_us'));
  const period = read(join(cgroup, 'cpu/cpu.cfs_period_us'));
  return quota === null || period === null ? null : shareOf([quota, period]);
}

/** Microseconds of CPU time per microseconds of time: `max`, or -1, is no limit. */
function shareOf(limit: readonly string[] | undefined): number | null {
  const [quota, period] = (limit ?? []).map(Number);
  return quota !== undefined && period !== undefined && quota > 0 && period > 0
    ? quota / period
    : null;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null; // Not a Linux container: no such limit.
  }
}
