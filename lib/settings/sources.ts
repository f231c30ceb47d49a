import type { Level } from './candidate.ts';
import type { Findings } from './choose-setting.ts';
import { generalLevels } from './environment-level.ts';
import { readEnvironment, type Environment } from './environment.ts';
import { WORKER_KEYS } from './file-sections.ts';
import { parseIniFile, type IniFile } from './ini-file.ts';
import type { SettingsLayers } from './layers.ts';
import { Problems } from './problems.ts';
import { parseSetFlags, type SetFlag } from './set-flags.ts';

/** The layers, read: what every value is chosen from, and where what is wrong with them goes. */
export interface Sources
  extends Findings, Pick<SettingsLayers, 'workers' | 'hostname' | 'readSecretFile' | 'cpus'> {
  readonly taskNames: ReadonlySet<string>;
  readonly hostFlags: Readonly<Record<string, string | undefined>>;
  readonly setFlags: readonly SetFlag[];
  readonly environment: Environment;
  /** What the environment says to all workers, by key. */
  readonly general: ReadonlyMap<string, Level>;
  readonly file: IniFile | null;
  readonly hostOptions: Readonly<Record<string, unknown>>;
}

export function openLayers(layers: SettingsLayers): Sources {
  const { flags, file, host, workers, hostname, readSecretFile, cpus } = layers;
  const problems = new Problems();
  const environment = readEnvironment(layers.env);
  const taskNames = new Set(workers.flatMap(({ names }) => names));
  return {
    problems,
    warnings: new Set(),
    taskNames,
    hostFlags: flags?.host ?? {},
    setFlags: parseSetFlags(flags?.set ?? [], taskNames, WORKER_KEYS, problems),
    environment,
    general: generalLevels(environment),
    file: file && parseIniFile(file.path, file.text, problems),
    workers,
    hostOptions: host ?? {},
    hostname,
    ...(readSecretFile ? { readSecretFile } : {}),
    ...(cpus ? { cpus } : {}),
  };
}
