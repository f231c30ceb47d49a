import type { Candidate, Level } from './candidate.ts';
import { chooseSetting, type Findings } from './choose-setting.ts';
import {
  generalNames,
  lookUp,
  ownPrefixes,
  type Environment,
  type OwnPrefix,
} from './environment.ts';
import { fileLevel } from './file-level.ts';
import { HOST_SECTION, GENERAL_SECTION } from './file-sections.ts';
import type { IniFile } from './ini-file.ts';
import type { WorkerDeclaration } from './layers.ts';
import type { SetFlag } from './set-flags.ts';
import type { SettingDefinition } from './setting-definition.ts';
import type { Setting } from './setting.ts';
import { WORKER_SETTINGS, type WorkerSettings } from './worker-settings.ts';

/** The settings of one task name of one worker. */
export interface ResolvedWorker {
  /** The task name. */
  readonly name: string;
  /** Which of the declared workers it belongs to. */
  readonly index: number;
  readonly settings: WorkerSettings;
  /** Every value with its origin, by key. */
  readonly origins: Readonly<Record<string, Setting<unknown>>>;
}

interface Sources extends Findings {
  readonly flags: readonly SetFlag[];
  readonly environment: Environment;
  readonly file: IniFile | null;
  readonly hostname: string;
}

export function resolveWorkers(
  declarations: readonly WorkerDeclaration[],
  sources: Sources,
): ResolvedWorker[] {
  const general = new Map(
    WORKER_SETTINGS.map((each) => [each.key, generalLevel(each, sources.environment)]),
  );
  return declarations.flatMap((declaration, index) =>
    declaration.names.map((name) => {
      const prefixes = ownPrefixes(name);
      const origins = resolveOrigins((definition) =>
        chooseSetting(
          definition,
          levels(
            definition,
            { declaration, name, prefixes, general: general.get(definition.key) ?? [] },
            sources,
          ),
          definition.key === 'worker_id' ? sources.hostname : definition.fallback,
          sources,
        ),
      );
      return { name, index, settings: toSettings(origins), origins };
    }),
  );
}

interface Subject {
  readonly declaration: WorkerDeclaration;
  readonly name: string;
  readonly prefixes: readonly OwnPrefix[];
  readonly general: Level;
}

function* levels(
  definition: SettingDefinition,
  subject: Subject,
  sources: Sources,
): Generator<Level> {
  const { name, declaration } = subject;
  yield flagLevel(definition, sources.flags, name);
  yield flagLevel(definition, sources.flags, null);
  yield ownLevel(definition, subject.prefixes, sources.environment);
  yield subject.general;
  if (sources.file) {
    if (name !== GENERAL_SECTION && name !== HOST_SECTION)
      yield fileLevel(definition, sources.file, name);
    yield fileLevel(definition, sources.file, GENERAL_SECTION);
  }
  yield constructorLevel(definition, declaration);
}

/** Of several flags for the same setting the last one counts, as everywhere on command lines. */
function flagLevel(
  definition: SettingDefinition,
  flags: readonly SetFlag[],
  taskName: string | null,
): Level {
  const flag = flags.findLast(
    (each) => each.taskName === taskName && spellings(definition).includes(each.key),
  );
  if (!flag) return [];
  return [{ origin: 'flag', from: flag.name, raw: flag.value, label: flag.name }];
}

function ownLevel(
  definition: SettingDefinition,
  prefixes: readonly OwnPrefix[],
  environment: Environment,
): Level {
  if (environment.size === 0) return [];
  const names = spellings(definition).flatMap((key) => {
    const shouting = key.toUpperCase();
    return prefixes.map((prefix) => prefix.text + (prefix.upper ? shouting : key));
  });
  return variables(environment, names);
}

function generalLevel(definition: SettingDefinition, environment: Environment): Level {
  return variables(environment, spellings(definition).flatMap(generalNames));
}

function variables(environment: Environment, names: readonly string[]): Level {
  return lookUp(environment, names).map(({ name, value }): Candidate => ({
    origin: 'environment',
    from: name,
    raw: value,
    label: name,
  }));
}

function constructorLevel(
  definition: SettingDefinition,
  { options, label }: WorkerDeclaration,
): Level {
  const { option } = definition;
  const raw = options[option];
  // An empty domain is a choice; elsewhere null is another word for "not set".
  const isNothing = raw === null && definition.fallback === null && !definition.kind.emptyIsNone;
  if (raw === undefined || isNothing) return [];
  return [{ origin: 'constructor', from: null, raw, label: `${label} (constructor): ${option}` }];
}

function spellings(definition: SettingDefinition): readonly string[] {
  return definition.secondKeys ? [definition.key, ...definition.secondKeys] : [definition.key];
}

function resolveOrigins(
  choose: (definition: SettingDefinition) => Setting<unknown>,
): Record<string, Setting<unknown>> {
  const origins: Record<string, Setting<unknown>> = {};
  for (const definition of WORKER_SETTINGS) origins[definition.key] = choose(definition);
  const threads = origins['threads'] as Setting<number>;
  const concurrency = origins['concurrency'] as Setting<number | null>;
  const minThreads = origins['min_threads'] as Setting<number>;
  origins['concurrency'] = { ...concurrency, value: concurrency.value ?? threads.value };
  origins['min_threads'] = { ...minThreads, value: Math.min(minThreads.value, threads.value) };
  return origins;
}

function toSettings(origins: Readonly<Record<string, Setting<unknown>>>): WorkerSettings {
  const settings = Object.fromEntries(
    WORKER_SETTINGS.map(({ key, option }) => [option, origins[key]?.value]),
  );
  return Object.freeze(settings) as unknown as WorkerSettings;
}
