import { HOST_SETTINGS } from '../../lib/settings/host-settings.ts';
import type { SettingDefinition } from '../../lib/settings/setting-definition.ts';
import { WORKER_SETTINGS } from '../../lib/settings/worker-settings.ts';

/** The tables of docs/settings.md, made of the definitions. */
export const workerTable = (): string =>
  table(WORKER_SETTINGS, 'also', (each) => each.secondKeys ?? []);
export const hostTable = (): string =>
  table(HOST_SETTINGS, "Conductor's variable", (each) => each.variables ?? []);

function table(
  definitions: readonly SettingDefinition[],
  others: string,
  namesOf: (definition: SettingDefinition) => readonly string[],
): string {
  const rows = definitions.map((each) => {
    const fallback = each.fallbackText ?? (each.fallback === null ? 'none' : String(each.fallback));
    const names = namesOf(each).map((name) => `\`${name}\``);
    return `| \`${each.key}\` | \`${each.option}\` | ${each.kind.name} | ${fallback} | ${names.join(', ')} | ${each.meaning} |`;
  });
  return [
    `| key | option | kind | default | ${others} | meaning |`,
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
