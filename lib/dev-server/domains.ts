import type { PollData } from './poll-data.ts';

const NO_DOMAIN = 'NO_DOMAIN';

/**
 * The domain of a task that is scheduled now; undefined is the default queue. `taskToDomain` may hold a list
 * per type (`"*"` for all): the first domain that a worker serves wins, else the last entry counts.
 */
export function chooseDomain(
  taskType: string,
  taskToDomain: Readonly<Record<string, string>>,
  pollData: PollData,
  now: number,
): string | undefined {
  const entry =
    taskToDomain[taskType] ?? (taskToDomain['*']?.trim() === '' ? undefined : taskToDomain['*']);
  if (entry === undefined) return undefined;
  const domains = entry.split(',').map((domain) => domain.trim());
  const served = domains.find(
    (domain) => !isNoDomain(domain) && pollData.isActive(taskType, domain, now),
  );
  if (served !== undefined) return served;
  const last = domains.at(-1);
  return last === undefined || isNoDomain(last) ? undefined : last;
}

const isNoDomain = (domain: string): boolean => domain.toUpperCase() === NO_DOMAIN;
