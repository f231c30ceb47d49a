import { WORKER_KEYS } from './file-sections.ts';
import type { SettingDefinition } from './setting-definition.ts';

/** The variables that may hold a setting. */
export interface Environment {
  /** By name; trimmed, never empty. */
  readonly variables: ReadonlyMap<string, string>;
  /**
   * What ends in the key of a worker's setting, cut there: `conductor_worker_task_1_` has
   * `threads`. Most workers have few variables of their own, if any, and with this need not look
   * up every spelling of every key.
   */
  readonly endings: ReadonlyMap<string, readonly string[]>;
}

const RELEVANT = /^(conductor[._]|worker_host_)/i;

/** Reads the environment once; empty variables are not set. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const variables = new Map<string, string>();
  const endings = new Map<string, string[]>();
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || !RELEVANT.test(name)) continue;
    const trimmed = value.trim();
    if (trimmed === '') continue;
    variables.set(name, trimmed);
    for (const at of cuts(name)) {
      const known = endings.get(name.slice(0, at));
      if (known) known.push(name.slice(at));
      else endings.set(name.slice(0, at), [name.slice(at)]);
    }
  }
  return { variables, endings };
}

const LONGEST_KEY = Math.max(...[...WORKER_KEYS].map((key) => key.length));

/** Where a key begins in the name. Several places: `a_min_threads` is `min_threads` of `a`, or `threads` of `a_min`. */
function* cuts(name: string): Generator<number> {
  const lower = name.toLowerCase();
  const end = Math.max(1, name.length - LONGEST_KEY);
  for (let at = name.length - 1; at >= end; at--) {
    const sign = lower[at - 1];
    if ((sign === '_' || sign === '.') && WORKER_KEYS.has(lower.slice(at))) yield at;
  }
}

/** A variable of one worker. */
export interface OwnVariable {
  readonly name: string;
  readonly key: string;
}

/** The task's own variables, best spelling of its name first. */
export function ownVariables(taskName: string, { endings }: Environment): readonly OwnVariable[] {
  // Shells can't export names with other characters, so these are second best.
  const exportable = taskName.replace(/[^A-Za-z0-9_]/g, '_');
  const names = exportable === taskName ? [taskName] : [taskName, exportable];
  return names.flatMap((name) => {
    const shouting = name.toUpperCase();
    const written = (prefix: string, upper: boolean) =>
      (endings.get(prefix) ?? []).flatMap((ending) => {
        const key = ending.toLowerCase();
        return ending === (upper ? key.toUpperCase() : key) ? { name: prefix + ending, key } : [];
      });
    return [
      ...written(`conductor.worker.${name}.`, false),
      ...written(`conductor_worker_${name}_`, false),
      ...written(`CONDUCTOR_WORKER_${shouting}_`, true),
      ...(shouting === name ? [] : written(`CONDUCTOR_WORKER_${name}_`, true)),
    ];
  });
}

/** Variables of a setting for every worker, best first. */
export function generalNames(definition: SettingDefinition): readonly string[] {
  return definition.spellings.flatMap(generalSpellings);
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
