import type { SettingDefinition } from '../lib/settings/setting-definition.ts';

/** A table of settings in Markdown; `others` heads the column of what `namesOf` gives. */
export function settingsTable(
  definitions: readonly SettingDefinition[],
  others: string,
  namesOf: (definition: SettingDefinition) => readonly string[] | undefined,
): string {
  const rows = definitions.map((each) => {
    const names = (namesOf(each) ?? []).map((name) => `\`${name}\``).join(', ');
    const fallback = each.fallbackText ?? String(each.fallback ?? 'none');
    return `| \`${each.key}\` | \`${each.option}\` | ${each.kind.name} | ${fallback} | ${names} | ${each.meaning} |`;
  });
  return [
    `| key | option | kind | default | ${others} | meaning |`,
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
