import { WORKER_KEYS } from './file-sections.ts';
import { spellings, type SettingDefinition } from './setting-definition.ts';

/** The variables that may hold a setting. */
export interface Environment {
  /** By name; trimmed, never empty. */
  readonly variables: ReadonlyMap<string, string>;
  /**
   * How those of a worker begin: `conductor_worker_task_1_`. Most workers have none of their own,
   * and so need not look up every spelling of every key.
   */
  readonly prefixes: ReadonlySet<string>;
}

const RELEVANT = /^(conductor[._]|worker_host_)/i;

/** Reads the environment once; empty variables are not set. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const variables = new Map<string, string>();
  const prefixes = new Set<string>();
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || !RELEVANT.test(name)) continue;
    const trimmed = value.trim();
    if (trimmed === '') continue;
    variables.set(name, trimmed);
    for (const prefix of prefixesOf(name)) prefixes.add(prefix);
  }
  return { variables, prefixes };
}

const LONGEST_KEY = Math.max(...[...WORKER_KEYS].map((key) => key.length));

/** Several, since `a_min_threads` is `min_threads` of `a`, or `threads` of `a_min`. */
function* prefixesOf(name: string): Generator<string> {
  const lower = name.toLowerCase();
  for (let at = name.length - 1; at >= name.length - 1 - LONGEST_KEY && at >= 0; at--) {
    if (lower[at] !== '_' && lower[at] !== '.') continue;
    if (WORKER_KEYS.has(lower.slice(at + 1))) yield name.slice(0, at + 1);
  }
}

/** How own variables of a task name begin; `upper` says how they end. */
export interface OwnPrefix {
  readonly text: string;
  readonly upper: boolean;
}

/** The beginnings of the task's own variables that are in use, best first. */
export function ownPrefixes(taskName: string, { prefixes }: Environment): readonly OwnPrefix[] {
  return possiblePrefixes(taskName).filter(({ text }) => prefixes.has(text));
}

/** A worker's own variables for a setting, best first. */
export function ownNames(
  definition: SettingDefinition,
  prefixes: readonly OwnPrefix[],
): readonly string[] {
  return spellings(definition).flatMap((key) =>
    prefixes.map(({ text, upper }) => text + (upper ? key.toUpperCase() : key)),
  );
}

function possiblePrefixes(taskName: string): readonly OwnPrefix[] {
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

/** Variables of a setting for every worker, best first. */
export function generalNames(definition: SettingDefinition): readonly string[] {
  return spellings(definition).flatMap(generalSpellings);
}

function generalSpellings(key: string): readonly string[] {
  const shouting = key.toUpperCase();
  return [
    `conductor.worker.all.${key}`,
    `CONDUCTOR_WORKER_ALL_${shouting}`,
    `conductor_worker_${key}`,
    `CONDUCTOR_WORKER_${shouting}`,
  ];
}

/** Variables of a setting of the host, best first, without their `_FILE` forms. */
export function hostNames(definition: SettingDefinition): readonly string[] {
  return [...(definition.variables ?? []), `WORKER_HOST_${definition.key.toUpperCase()}`];
}
