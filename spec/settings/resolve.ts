import { SettingsError } from '../../lib/errors/settings-error.ts';
import type { SettingsLayers } from '../../lib/settings/layers.ts';
import { resolveSettings, type Resolution } from '../../lib/settings/resolve-settings.ts';
import type { Setting } from '../../lib/settings/setting.ts';

/** Layers with one worker for `task_1`, unless told otherwise. */
export interface Given extends Partial<Omit<SettingsLayers, 'file'>> {
  readonly ini?: string | undefined;
  readonly set?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly names?: readonly string[];
}

export function layersOf(given: Given = {}): SettingsLayers {
  const { ini, set, options = {}, names = ['task_1'], ...layers } = given;
  return {
    env: {},
    hostname: 'this-machine',
    workers: [{ names, label: 'SampleWorker', options }],
    file: ini === undefined ? null : { path: 'worker.ini', text: ini },
    ...(set ? { flags: { set } } : {}),
    ...layers,
  };
}

export function resolve(given: Given = {}): Resolution {
  return resolveSettings(layersOf(given));
}

/** One setting of the first worker. */
export function setting(key: string, given: Given): Setting<unknown> {
  return resolve(given).workers[0]!.origins[key]!;
}

export function problems(given: Given): readonly string[] {
  try {
    resolve(given);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}
