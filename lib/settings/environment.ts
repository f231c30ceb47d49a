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

/** Several, since `a_min_threads` is `min_threads` of `a`, or `threads` of `a_min`. */
function prefixesOf(name: string): string[] {
  const lower = name.toLowerCase();
  return [...WORKER_KEYS]
    .filter((key) => lower.endsWith(key))
    .map((key) => name.slice(0, -key.length));
}

/** How the own variables of a task name begin, best first; `upper` says how they end. */
interface OwnPrefix {
  readonly text: string;
  readonly upper: boolean;
}

/** A worker's own variables for a setting that may be set, best first. */
export function ownNames(
  definition: SettingDefinition,
  taskName: string,
  { prefixes }: Environment,
): readonly string[] {
  const used = ownPrefixes(taskName).filter(({ text }) => prefixes.has(text));
  if (used.length === 0) return [];
  return spellings(definition).flatMap((key) =>
    used.map(({ text, upper }) => text + (upper ? key.toUpperCase() : key)),
  );
}

function ownPrefixes(taskName: string): readonly OwnPrefix[] {
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

/** Variables of a setting of the host, best first, without their `_FILE` forms. */
export function hostNames(definition: SettingDefinition): readonly string[] {
  return [...(definition.variables ?? []), `WORKER_HOST_${definition.key.toUpperCase()}`];
}
