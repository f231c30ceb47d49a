import { SettingsError } from '../../errors/settings-error.ts';
import { SourceError } from '../../errors/source-error.ts';
import type { Resolution } from '../../settings/resolve-settings.ts';
import { createConductorSource } from '../../sources/conductor/conductor-source.ts';
import type { EngineProbe, TaskSource } from '../../sources/task-source.ts';
import { placeOf } from '../show-setting.ts';
import { answerLimitMs, ask } from './ask.ts';
import { checked, type CheckResult } from './check-result.ts';
import { checkDefinitions } from './definition-checks.ts';

const maxSkewMs = 5000;

/** All that is asked of the engine, one question after the other. No polls. */
export async function* checkEngine(
  resolution: Resolution,
  taskNames: readonly string[],
): AsyncGenerator<CheckResult> {
  const notices: string[] = [];
  let source: TaskSource;
  try {
    source = openSource(resolution, notices);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    yield* error.problems.map((problem) => checked('settings', 'failed', problem));
    return;
  }
  // Never closed: the process ends with the last check, and an answer may still be outstanding.
  const begin = performance.now();
  const probe = await ask(source, () => source.probe?.() ?? Promise.resolve({ clockSkewMs: null }));
  if (probe instanceof SourceError) {
    yield* failedProbe(probe, source, resolution, taskNames);
    return;
  }
  const ms = Math.round(performance.now() - begin);
  yield checked('engine', 'ok', `${source.description} answers (${ms} ms)`);
  yield checkCredentials(resolution, notices);
  yield checkClock(probe);
  yield* checkDefinitions(source, resolution, taskNames);
}

function openSource({ host }: Resolution, notices: string[]): TaskSource {
  const bounded = (ms: number): number => (ms === 0 ? answerLimitMs : Math.min(ms, answerLimitMs));
  return createConductorSource(
    {
      ...host,
      requestTimeout: bounded(host.requestTimeout),
      connectTimeout: bounded(host.connectTimeout),
    },
    { pollConnections: 1, onNotice: (notice) => notices.push(notice) },
  );
}

function* failedProbe(
  error: SourceError,
  source: TaskSource,
  { hostOrigins }: Resolution,
  taskNames: readonly string[],
): Generator<CheckResult> {
  const unauthorized = error.kind === 'unauthorized' || error.status === 403;
  if (unauthorized) {
    yield checked('engine', 'ok', `${source.description} answers`);
    yield checked('credentials', 'failed', error.message);
  } else {
    const url = hostOrigins['server_url'];
    const place = url === undefined ? '' : ` (${placeOf(url)})`;
    const advice = `Does it run, and is server_url${place} right?`;
    yield checked('engine', 'failed', `${sentence(error.message)} ${advice}`);
    yield checked('credentials', 'skipped', 'the engine could not be asked');
  }
  const why = unauthorized ? 'the credentials are not accepted' : 'the engine could not be asked';
  yield checked('clock', 'skipped', why);
  for (const task of taskNames) yield { ...checked('task definition', 'skipped', why), task };
}

function checkCredentials({ host }: Resolution, notices: readonly string[]): CheckResult {
  const [notice] = notices;
  if ((host.authKey === null) !== (host.authSecret === null)) {
    const [given, missing] =
      host.authKey === null ? ['auth_secret', 'auth_key'] : ['auth_key', 'auth_secret'];
    return checked(
      'credentials',
      'warning',
      `${given} is not used without ${missing}: set both or none`,
    );
  }
  if (notice !== undefined) return checked('credentials', 'warning', notice);
  if (host.authKey !== null)
    return checked('credentials', 'ok', 'auth_key and auth_secret are accepted');
  return checked('credentials', 'ok', 'none set, and the engine asks for none');
}

function checkClock({ clockSkewMs }: EngineProbe): CheckResult {
  if (clockSkewMs === null) return checked('clock', 'skipped', 'the engine does not say its time');
  const skew = Math.abs(clockSkewMs);
  if (skew < 1000) return checked('clock', 'ok', "the engine's clock is within a second of ours");
  const seconds = (skew / 1000).toFixed(1);
  const found = `the engine's clock is ${seconds} s ${clockSkewMs < 0 ? 'behind' : 'ahead of'} ours`;
  if (skew <= maxSkewMs) return checked('clock', 'ok', found);
  return checked('clock', 'warning', `${found}: set both by a time server (NTP)`);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
