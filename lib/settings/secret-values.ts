import { HOST_SETTINGS, type HostSettings } from './host-settings.ts';

/** Every secret that the settings hold, for masks: whole values, and the password of the proxy. */
export function secretValuesOf(host: HostSettings): readonly string[] {
  const values = HOST_SETTINGS.filter(({ secret }) => secret).map(
    ({ option }) => host[option as keyof HostSettings],
  );
  const password = host.proxyUrl === null ? '' : new URL(host.proxyUrl).password;
  return [...values, password, decodeURIComponent(password)].filter(
    (value): value is string => typeof value === 'string' && value !== '',
  );
}
