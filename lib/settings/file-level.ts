import { noLevel, type Candidate, type Level } from './candidate.ts';
import type { IniFile } from './ini-file.ts';
import type { SettingDefinition } from './setting-definition.ts';

/** What a section of the file says about a setting, in any of its spellings. */
export function fileLevel(
  definition: SettingDefinition,
  file: IniFile,
  sectionName: string,
): Level {
  const section = file.sections.get(sectionName);
  if (!section) return noLevel;
  const found: Candidate[] = [];
  for (const key of definition.spellings) {
    const entry = section.entries.get(key);
    if (!entry) continue;
    found.push({
      origin: 'file',
      from: `${file.path}:${entry.line}`,
      raw: entry.value,
      label: key,
      file: { path: file.path, line: entry.line },
    });
  }
  return found;
}
