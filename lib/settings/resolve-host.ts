import type { Candidate, Level } from './candidate.ts';
import { chooseSetting, type Findings } from './choose-setting.ts';
import { hostNames, type Environment } from './environment.ts';
import { fileLevel } from './file-level.ts';
import { HOST_SECTION } from './file-sections.ts';
import { HOST_SETTINGS, type HostSettings } from './host-settings.ts';
import type { IniFile } from './ini-file.ts';
import { maskSetting } from './mask-setting.ts';
import type { SettingDefinition } from './setting-definition.ts';
import type { Setting } from './setting.ts';

interface Sources extends Findings {
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly environment: Environment;
  readonly file: IniFile | null;
  readonly options: Readonly<Record<string, unknown>>;
  readonly readSecretFile: ((path: string) => string) | undefined;
}

export interface ResolvedHost {
  readonly settings: HostSettings;
  /** Every value with its origin, by key; secrets masked. */
  readonly origins: Readonly<Record<string, Setting<unknown>>>;
}

export function resolveHost(sources: Sources): ResolvedHost {
  const settings: Record<string, unknown> = {};
  const origins: Record<string, Setting<unknown>> = {};
  checkFlags(sources);
  for (const definition of HOST_SETTINGS) {
    const setting = chooseSetting(
      definition,
      levels(definition, sources),
      definition.fallback,
      sources,
    );
    settings[definition.option] = setting.value;
    origins[definition.key] = { ...setting, value: maskSetting(definition, setting.value) };
  }
  return { settings: Object.freeze(settings) as unknown as HostSettings, origins };
}

function* levels(definition: SettingDefinition, sources: Sources): Generator<Level> {
  yield flagLevel(definition, sources.flags);
  yield environmentLevel(definition, sources);
  if (sources.file) yield fileLevel(definition, sources.file, HOST_SECTION);
  yield constructorLevel(definition, sources.options);
}

function checkFlags({ flags, problems }: Sources): void {
  const known = new Set(HOST_SETTINGS.map(({ key }) => key));
  for (const key of Object.keys(flags)) {
    if (!known.has(key)) problems.add(`${hostFlag(key)} is no setting of the host`);
  }
}

/** `--server-url` for `server_url`. */
export function hostFlag(key: string): string {
  return `--${key.replaceAll('_', '-')}`;
}

function flagLevel({ key }: SettingDefinition, flags: Sources['flags']): Level {
  const raw = Object.hasOwn(flags, key) ? flags[key]?.trim() : undefined;
  if (raw === undefined) return [];
  const flag = hostFlag(key);
  return [{ origin: 'flag', from: flag, raw, label: flag }];
}

function environmentLevel(definition: SettingDefinition, sources: Sources): Level {
  const found: Candidate[] = [];
  for (const name of hostNames(definition)) {
    const value = sources.environment.get(name);
    if (value !== undefined) found.push(variable(name, value));
    const secret = secretLevel(`${name}_FILE`, found[0], sources);
    if (secret !== null) found.push(secret);
  }
  return found;
}

/** A file that a better variable hides is not read: it need not even be there. */
function secretLevel(
  name: string,
  better: Candidate | undefined,
  sources: Sources,
): Candidate | null {
  const path = sources.environment.get(name);
  if (path === undefined) return null;
  if (better) {
    sources.warnings.add(`${better.label} and ${name} are both set; ${better.label} counts`);
    return null;
  }
  const secret = readSecret(name, path, sources);
  return secret === null ? null : variable(name, secret);
}

function variable(name: string, raw: string): Candidate {
  return { origin: 'environment', from: name, raw, label: name };
}

function readSecret(name: string, path: string, sources: Sources): string | null {
  try {
    if (!sources.readSecretFile) throw new Error('files are not read here');
    const value = sources.readSecretFile(path).trim();
    if (value !== '') return value;
    sources.warnings.add(`${name}: ${path} is empty, which counts as not set`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    sources.problems.add(`${name}: can't read ${path}: ${reason}`);
  }
  return null;
}

function constructorLevel(definition: SettingDefinition, options: Sources['options']): Level {
  const found: Candidate[] = [];
  for (const option of [definition.option, ...(definition.secondOptions ?? [])]) {
    const raw = options[option];
    if (raw === undefined || (raw === null && definition.fallback === null)) continue;
    found.push({
      origin: 'constructor',
      from: null,
      raw,
      label: `new WorkerHost(…): ${option}`,
    });
  }
  return found;
}
