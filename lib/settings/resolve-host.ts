import { chooseSetting } from './choose-setting.ts';
import { hostFlag, hostLevels } from './host-levels.ts';
import { HOST_SETTINGS, type HostSettings } from './host-settings.ts';
import { maskSetting } from './mask-setting.ts';
import type { Setting } from './setting.ts';
import type { Sources } from './sources.ts';

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
    const levels = hostLevels(definition, sources);
    const setting = chooseSetting(definition, levels, definition.byDefault, sources);
    settings[definition.option] = setting.value;
    origins[definition.key] = { ...setting, value: maskSetting(definition, setting.value) };
  }
  return { settings: Object.freeze(settings) as unknown as HostSettings, origins };
}

function checkFlags({ hostFlags, problems }: Sources): void {
  const known = new Set(HOST_SETTINGS.map(({ key }) => key));
  for (const key of Object.keys(hostFlags)) {
    if (!known.has(key)) problems.add(`${hostFlag(key)} is no setting of the host`);
  }
}
