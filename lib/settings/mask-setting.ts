import type { SettingDefinition } from './setting-definition.ts';

/** A value as it may be shown: secrets and credentials replaced, everything else as it is. */
export function maskSetting(definition: SettingDefinition, value: unknown): unknown {
  if (value === null) return null;
  if (definition.secret) return '***';
  return typeof value === 'string' && definition.kind.show ? definition.kind.show(value) : value;
}
