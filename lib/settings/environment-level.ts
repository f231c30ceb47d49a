import type { Candidate, Level } from './candidate.ts';
import { generalNames, type Environment } from './environment.ts';
import { WORKER_SETTINGS } from './worker-settings.ts';

/** Those of the names that are set, in their order. */
export function environmentLevel({ variables }: Environment, names: readonly string[]): Level {
  const found: Candidate[] = [];
  for (const name of names) {
    const raw = variables.get(name);
    if (raw !== undefined) found.push({ origin: 'environment', from: name, raw, label: name });
  }
  return found;
}

/** What the environment says to all workers, by key; the same for each, so looked up once. */
export function generalLevels(environment: Environment): ReadonlyMap<string, Level> {
  return new Map(
    WORKER_SETTINGS.map((definition) => [
      definition.key,
      environmentLevel(environment, generalNames(definition)),
    ]),
  );
}
