import type { Findings } from './choose-setting.ts';
import { didYouMean, plain } from './did-you-mean.ts';
import { HOST_SETTINGS } from './host-settings.ts';
import type { IniFile, IniSection } from './ini-file.ts';
import type { SettingDefinition } from './setting-definition.ts';
import { showKey, showName } from './show-name.ts';
import { WORKER_SETTINGS } from './worker-settings.ts';

/** Section of settings for all workers. */
export const GENERAL_SECTION = 'DEFAULT';
/** Section of the host's own settings. */
export const HOST_SECTION = 'worker-host';

const keysOf = (settings: readonly SettingDefinition[]): ReadonlySet<string> =>
  new Set(settings.flatMap(({ spellings }) => spellings));

export const WORKER_KEYS = keysOf(WORKER_SETTINGS);
export const HOST_KEYS = keysOf(HOST_SETTINGS);

/**
 * Complains about unknown keys in the sections that this host reads.
 *
 * @returns the sections it does not read: one file may serve many hosts.
 */
export function checkSections(
  file: IniFile,
  taskNames: ReadonlySet<string>,
  findings: Findings,
): string[] {
  const unused: string[] = [];
  for (const section of file.sections.values()) {
    if (section.name === HOST_SECTION) {
      checkKeys(
        file.path,
        section,
        HOST_KEYS,
        WORKER_KEYS,
        '[DEFAULT] or in the section of a task',
        findings,
      );
    } else if (section.name === GENERAL_SECTION || taskNames.has(section.name)) {
      checkKeys(file.path, section, WORKER_KEYS, HOST_KEYS, '[worker-host]', findings);
    } else {
      unused.push(section.name);
      warnOfNearMiss(file.path, section, taskNames, findings.warnings);
    }
  }
  return unused;
}

function checkKeys(
  path: string,
  section: IniSection,
  known: ReadonlySet<string>,
  elsewhere: ReadonlySet<string>,
  home: string,
  { problems }: Findings,
): void {
  for (const [key, { line }] of section.entries) {
    if (known.has(key)) continue;
    const near = problems.fileIsHopeless() ? null : didYouMean(key, known);
    let advice = '';
    if (elsewhere.has(key)) advice = `; it belongs in ${home}`;
    else if (near !== null) advice = `; did you mean ${near}?`;
    problems.inFile(
      path,
      line,
      `${showKey(key)} is no setting of [${showName(section.name)}]${advice}`,
    );
  }
}

/** Section names are exact; one that differs from a known name in case or signs alone is hardly meant for another host. */
function warnOfNearMiss(
  path: string,
  section: IniSection,
  taskNames: ReadonlySet<string>,
  warnings: Set<string>,
): void {
  const wanted = plain(section.name);
  for (const name of [GENERAL_SECTION, HOST_SECTION, ...taskNames]) {
    if (wanted === '' || plain(name) !== wanted) continue;
    warnings.add(
      `${path}:${section.line}: section [${showName(section.name)}] is not used; did you mean [${showName(name)}]? Names are exact.`,
    );
  }
}
