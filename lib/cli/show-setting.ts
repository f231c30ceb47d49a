import { HOST_SETTINGS } from '../settings/host-settings.ts';
import type { Setting } from '../settings/setting.ts';
import { WORKER_SETTINGS } from '../settings/worker-settings.ts';
import { printable } from './text-table.ts';

/** A setting as JSON shows it. */
export type ShownSetting = Pick<Setting<unknown>, 'value' | 'origin' | 'from'>;

const none = new Map(
  [...HOST_SETTINGS, ...WORKER_SETTINGS].map(({ key, fallbackText }) => [
    key,
    fallbackText?.replaceAll('`', '') ?? 'none',
  ]),
);

export function showSetting({ value, origin, from }: Setting<unknown>): ShownSetting {
  return { value, origin, from };
}

/** A value for people: where there is none, what that means. */
export function valueText(key: string, value: unknown): string {
  return printable(value === null ? (none.get(key) ?? 'none') : text(value));
}

/** Flag, variable, `file:line`, or the layer. */
export function placeOf({ origin, from }: Pick<ShownSetting, 'origin' | 'from'>): string {
  return printable(from ?? origin);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
