import type { SettingDefinition } from './setting-definition.ts';

export interface Variable {
  readonly name: string;
  /** Trimmed, never empty. */
  readonly value: string;
}

export type Environment = ReadonlyMap<string, string>;

const RELEVANT = /^(conductor[._]|worker_host_)/i;

/**
 * The variables that may hold a setting, trimmed; empty ones are not set. A map, since looking a
 * name up in `process.env` asks the system every time.
 */
export function readEnvironment(env: Record<string, string | undefined>): Environment {
  const result = new Map<string, string>();
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || !RELEVANT.test(name)) continue;
    const trimmed = value.trim();
    if (trimmed !== '') result.set(name, trimmed);
  }
  return result;
}

/** How the own variables of a task name begin, best first; `upper` says how they end. */
export interface OwnPrefix {
  readonly text: string;
  readonly upper: boolean;
}

export function ownPrefixes(taskName: string): readonly OwnPrefix[] {
  // Shells can't export names with other characters, so these are second best.
  const exportable = taskName.replace(/[^A-Za-z0-9_]/g, '_');
  const names = exportable === taskName ? [taskName] : [taskName, exportable];
  return names.flatMap((name) => {
    const shouting = name.toUpperCase();
    return [
      { text: `conductor.worker.${name}.`, upper: false },
      { text: `conductor_worker_${name}_`, upper: false },
      { text: `CONDUCTOR_WORKER_${shouting}_`, upper: true },
      ...(shouting === name ? [] : [{ text: `CONDUCTOR_WORKER_${name}_`, upper: true }]),
    ];
  });
}

/** Variables for every worker, best first. */
export function generalNames(key: string): readonly string[] {
  const shouting = key.toUpperCase();
  return [
    `conductor.worker.all.${key}`,
    `CONDUCTOR_WORKER_ALL_${shouting}`,
    `conductor_worker_${key}`,
    `CONDUCTOR_WORKER_${shouting}`,
  ];
}

/** Variables of a host setting, best first, without their `_FILE` forms. */
export function hostNames(definition: SettingDefinition): readonly string[] {
  return [...(definition.variables ?? []), `WORKER_HOST_${definition.key.toUpperCase()}`];
}

/** Those of the names that are set, in their order. */
export function lookUp(environment: Environment, names: Iterable<string>): Variable[] {
  const found: Variable[] = [];
  for (const name of names) {
    const value = environment.get(name);
    if (value !== undefined) found.push({ name, value });
  }
  return found;
}
