import type { Candidate, Level } from './candidate.ts';
import { hostNames } from './environment.ts';
import { fileLevel } from './file-level.ts';
import { HOST_SECTION } from './file-sections.ts';
import type { SettingDefinition } from './setting-definition.ts';
import type { Sources } from './sources.ts';

/** Where a setting of the host may come from, best first; read only as far as it is asked for. */
export function* hostLevels(definition: SettingDefinition, sources: Sources): Generator<Level> {
  yield flagLevel(definition, sources);
  yield environmentLevel(definition, sources);
  if (sources.file) yield fileLevel(definition, sources.file, HOST_SECTION);
  yield constructorLevel(definition, sources);
}

/** `--server-url` for `server_url`. */
export function hostFlag(key: string): string {
  return `--${key.replaceAll('_', '-')}`;
}

function flagLevel({ key }: SettingDefinition, { hostFlags }: Sources): Level {
  const raw = Object.hasOwn(hostFlags, key) ? hostFlags[key]?.trim() : undefined;
  if (raw === undefined) return [];
  const flag = hostFlag(key);
  return [{ origin: 'flag', from: flag, raw, label: flag }];
}

function environmentLevel(definition: SettingDefinition, sources: Sources): Level {
  const found: Candidate[] = [];
  for (const name of hostNames(definition)) {
    const value = sources.environment.variables.get(name);
    if (value !== undefined) found.push(variable(name, value));
    const secret = secretFile(`${name}_FILE`, found.length > 0, sources);
    if (secret) found.push(secret);
  }
  return found;
}

function secretFile(name: string, hidden: boolean, sources: Sources): Candidate | null {
  const path = sources.environment.variables.get(name);
  if (path === undefined) return null;
  // A file that a better variable hides need not even be there.
  if (hidden) return { ...variable(name, path), unread: true };
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

function constructorLevel(definition: SettingDefinition, { hostOptions }: Sources): Level {
  const found: Candidate[] = [];
  for (const option of [definition.option, ...(definition.secondOptions ?? [])]) {
    const raw = hostOptions[option];
    if (raw === undefined || (raw === null && definition.fallback === null)) continue;
    found.push({ origin: 'constructor', from: null, raw, label: `new WorkerHost(…): ${option}` });
  }
  return found;
}
