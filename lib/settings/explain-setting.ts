import { SettingsError } from '../errors/settings-error.ts';
import type { Candidate } from './candidate.ts';
import { didYouMean } from './did-you-mean.ts';
import { hostLevels } from './host-levels.ts';
import { HOST_SETTINGS } from './host-settings.ts';
import { judgeCandidate, showCandidate } from './judge-candidate.ts';
import type { SettingsLayers } from './layers.ts';
import { maskSetting } from './mask-setting.ts';
import { resolveHost } from './resolve-host.ts';
import { resolveWorker, subjects } from './resolve-workers.ts';
import type { SettingDefinition } from './setting-definition.ts';
import type { Setting, SettingOrigin } from './setting.ts';
import { openLayers, type Sources } from './sources.ts';
import { workerLevels } from './worker-levels.ts';
import { WORKER_SETTINGS } from './worker-settings.ts';

/** What one place says about a setting. */
export interface ExplainedValue {
  readonly origin: SettingOrigin;
  /** The flag, the variable, or `file:line`; null for constructors and defaults. */
  readonly from: string | null;
  /** The value as it is written there; secrets and credentials masked. */
  readonly text: string;
  readonly wins: boolean;
  /** What is wrong with it: `is not a number of milliseconds …`; null when nothing is. */
  readonly complaint: string | null;
  /** Why it does not win: `--set threads comes first`; null for the one that does. */
  readonly hidden: string | null;
}

export interface Explanation {
  /** The task name; null for a setting of the host. */
  readonly worker: string | null;
  /** In its `worker.ini` spelling. */
  readonly key: string;
  /** What it comes to, masked; null = none. Of a bad value: the default. */
  readonly value: unknown;
  /** Everything that has a value, best first; the default is last. */
  readonly candidates: readonly ExplainedValue[];
}

/**
 * Shows what every layer says about one setting, and which one counts. Bad values are shown too,
 * in this setting and others, so that it works when resolving fails.
 *
 * @param worker a task name; null = the host.
 * @param key the setting, in any of its `worker.ini` spellings.
 * @returns one explanation; several when several workers have that task name.
 * @throws SettingsError when there is no such worker or setting.
 */
export function explainSetting(
  layers: SettingsLayers,
  worker: string | null,
  key: string,
): readonly Explanation[] {
  const sources = openLayers(layers);
  if (worker === null) {
    const definition = find(HOST_SETTINGS, key, 'of the host');
    const setting = resolveHost(sources).origins[definition.key] as Setting<unknown>;
    return [explain(null, definition, setting, [...hostLevels(definition, sources)].flat())];
  }
  const definition = find(WORKER_SETTINGS, key, 'of a worker');
  return named(worker, sources).map((subject) => {
    const setting = resolveWorker(subject, sources).origins[definition.key] as Setting<unknown>;
    const levels = [...workerLevels(definition, subject, sources)];
    return explain(worker, definition, setting, levels.flat());
  });
}

function explain(
  worker: string | null,
  definition: SettingDefinition,
  setting: Setting<unknown>,
  candidates: readonly Candidate[],
): Explanation {
  const [first] = candidates;
  const values = candidates.map((candidate): ExplainedValue => {
    const judgement = candidate.unread ? null : judgeCandidate(definition, candidate);
    return {
      origin: candidate.origin,
      from: candidate.from,
      text: candidate.unread
        ? `(not read: ${String(candidate.raw)})`
        : showCandidate(definition, candidate),
      wins: candidate === first,
      complaint: judgement?.valid === false ? judgement.complaint : null,
      hidden: first === undefined || candidate === first ? null : `${placeOf(first)} comes first`,
    };
  });
  return {
    worker,
    key: definition.key,
    value: maskSetting(definition, setting.value),
    candidates: [...values, defaultOf(definition, first)],
  };
}

function defaultOf(
  { fallback, fallbackText }: SettingDefinition,
  first: Candidate | undefined,
): ExplainedValue {
  const wins = first === undefined;
  return {
    origin: 'default',
    from: null,
    text: fallbackText ?? String(fallback ?? 'none'),
    wins,
    complaint: null,
    hidden: wins ? null : `${placeOf(first)} comes first`,
  };
}

function placeOf({ from, label }: Candidate): string {
  return from ?? label;
}

function find(
  definitions: readonly SettingDefinition[],
  written: string,
  whose: string,
): SettingDefinition {
  const wanted = written.toLowerCase();
  const found = definitions.find((each) => each.spellings.includes(wanted));
  if (found) return found;
  const near = didYouMean(
    written,
    definitions.flatMap(({ spellings }) => spellings),
  );
  throw new SettingsError([
    `${written} is no setting ${whose}${near === null ? '' : `; did you mean ${near}?`}`,
  ]);
}

function named(worker: string, sources: Sources): ReturnType<typeof subjects> {
  const found = subjects(sources).filter(({ name }) => name === worker);
  if (found.length > 0) return found;
  const near = didYouMean(worker, sources.taskNames);
  const advice =
    near === null
      ? `there are: ${[...sources.taskNames].join(', ') || 'none'}`
      : `did you mean ${near}?`;
  throw new SettingsError([`no worker here has the task name ${worker}; ${advice}`]);
}
