import { noLevel, type Level } from './candidate.ts';
import type { OwnVariable } from './environment.ts';
import { environmentLevel } from './environment-level.ts';
import { fileLevel } from './file-level.ts';
import { GENERAL_SECTION, HOST_SECTION } from './file-sections.ts';
import type { WorkerDeclaration } from './layers.ts';
import type { SettingDefinition } from './setting-definition.ts';
import type { SetFlag } from './set-flags.ts';
import type { Sources } from './sources.ts';

/** One task name of one worker. */
export interface Subject {
  readonly name: string;
  readonly declaration: WorkerDeclaration;
  /** Its place among the declared workers. */
  readonly index: number;
  /** Its own variables, of all settings. */
  readonly variables: readonly OwnVariable[];
}

/** Where a setting of a worker may come from, best first; read only as far as it is asked for. */
export function* workerLevels(
  definition: SettingDefinition,
  { name, declaration, variables }: Subject,
  { setFlags, environment, general, file }: Sources,
): Generator<Level> {
  if (setFlags.length > 0) {
    yield flagLevel(definition, setFlags, name);
    yield flagLevel(definition, setFlags, null);
  }
  if (variables.length > 0) yield environmentLevel(environment, ownNames(definition, variables));
  yield general.get(definition.key) ?? noLevel;
  if (file) {
    if (name !== GENERAL_SECTION && name !== HOST_SECTION) yield fileLevel(definition, file, name);
    yield fileLevel(definition, file, GENERAL_SECTION);
  }
  yield constructorLevel(definition, declaration);
}

/** The first name of a setting comes before its second, however the task is spelled. */
function ownNames(
  definition: SettingDefinition,
  variables: readonly OwnVariable[],
): readonly string[] {
  const names: string[] = [];
  for (const key of definition.spellings)
    for (const each of variables) if (each.key === key) names.push(each.name);
  return names;
}

/** Of several flags for the same setting the last one counts, as everywhere on command lines. */
function flagLevel(
  definition: SettingDefinition,
  flags: readonly SetFlag[],
  taskName: string | null,
): Level {
  const flag = flags.findLast(
    (each) => each.taskName === taskName && definition.spellings.includes(each.key),
  );
  if (!flag) return noLevel;
  return [{ origin: 'flag', from: flag.name, raw: flag.value, label: flag.name }];
}

function constructorLevel(
  definition: SettingDefinition,
  { options, label }: WorkerDeclaration,
): Level {
  const { option } = definition;
  const raw = options[option];
  // An empty domain is a choice; elsewhere null is another word for "not set".
  const isNothing = raw === null && definition.fallback === null && !definition.kind.emptyIsNone;
  if (raw === undefined || isNothing) return noLevel;
  return [{ origin: 'constructor', from: null, raw, label: `${label} (constructor): ${option}` }];
}
