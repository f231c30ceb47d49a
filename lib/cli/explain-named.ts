import { didYouMean } from '../settings/did-you-mean.ts';
import { explainSetting, type Explanation } from '../settings/explain-setting.ts';
import { HOST_KEYS, WORKER_KEYS } from '../settings/file-sections.ts';
import type { SettingsLayers } from '../settings/layers.ts';
import { SettingsError } from '../errors/settings-error.ts';
import { UsageError } from './usage-error.ts';

/**
 * What all layers say about `server_url`, `host.server_url`, `task_1.threads`, or, for every
 * worker, `threads`.
 *
 * @throws UsageError when there is no such worker or setting.
 */
export function explainNamed(layers: SettingsLayers, wanted: string): readonly Explanation[] {
  try {
    return subjectsOf(layers, wanted).flatMap(([worker, key]) =>
      explainSetting(layers, worker, key),
    );
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new UsageError(`--explain ${wanted}: ${error.message}`);
  }
}

function subjectsOf(
  { workers }: SettingsLayers,
  wanted: string,
): (readonly [worker: string | null, key: string])[] {
  const names = new Set(workers.flatMap((worker) => worker.names));
  // Task names may hold dots, keys never do.
  const dot = wanted.lastIndexOf('.');
  const [owner, key] = [wanted.slice(0, Math.max(0, dot)), wanted.slice(dot + 1)];
  if (owner === 'host' && !names.has('host')) return [[null, key]];
  if (dot >= 0) return [[owner, key]];
  if (HOST_KEYS.has(key.toLowerCase())) return [[null, key]];
  if (!WORKER_KEYS.has(key.toLowerCase())) throw unknown(key);
  if (names.size === 0)
    throw new SettingsError([`${key} is a setting of workers, and there are none here`]);
  return [...names].map((name) => [name, key]);
}

function unknown(key: string): SettingsError {
  const near = didYouMean(key, [...HOST_KEYS, ...WORKER_KEYS]);
  return new SettingsError([
    `no setting has this name${near === null ? '' : `; did you mean ${near}?`}`,
  ]);
}
