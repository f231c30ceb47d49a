import { SettingsError } from '../../errors/settings-error.ts';
import { findModules, noModules } from '../default-module.ts';
import { inspect, resolveHostAlone, type Inspection } from '../prepare.ts';
import type { HostFlags } from '../host-flags.ts';
import { checked, type CheckResult } from './check-result.ts';
import { checkEngine } from './engine-checks.ts';
import { checkOutbox } from './outbox-check.ts';
import { checkModules, checkSettings } from './settings-checks.ts';
import { within } from './time-limit.ts';

/** A module may connect somewhere while it loads; one that never ends must not hold the checks. */
const loadLimitMs = 30_000;

/** Every check in its turn. One that fails does not end those that can do without it. */
export async function* runChecks(
  options: HostFlags,
  named: readonly string[],
): AsyncGenerator<CheckResult> {
  const modules = findModules(named);
  if (modules.length === 0) {
    yield checked('modules', 'failed', `${noModules()}: name those that export your workers`);
  }
  const inspection = await load(options, modules);
  if (Array.isArray(inspection)) {
    yield* inspection;
    return;
  }
  yield* checkSettings(inspection);
  if (modules.length > 0) yield* checkModules(modules, inspection);
  const resolution = inspection.resolution ?? resolveHostAlone(inspection.layers);
  if (resolution === null) {
    yield checked('engine', 'skipped', 'the settings of the host are not valid');
    return;
  }
  const taskNames = new Set(inspection.layers.workers.flatMap(({ names }) => names));
  yield* checkEngine(resolution, [...taskNames]);
  yield await checkOutbox(resolution.host);
}

async function load(
  options: HostFlags,
  modules: readonly string[],
): Promise<Inspection | CheckResult[]> {
  const late = new SettingsError([
    `${modules.join(', ')}: not loaded within ${loadLimitMs / 1000} s. What does it wait for at its top level?`,
  ]);
  try {
    return await within(inspect(options, modules), loadLimitMs, () => late);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const check = error === late ? 'modules' : 'settings';
    return error.problems.map((problem) => checked(check, 'failed', problem));
  }
}
