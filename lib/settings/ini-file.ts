import { LONGEST_LINE, scanLine, splitLines, type ScannedLine } from './ini-scanner.ts';
import { readIniValues } from './ini-values.ts';
import type { Problems } from './problems.ts';
import { showKey, showName } from './show-name.ts';

export interface IniEntry {
  readonly value: string;
  readonly line: number;
}

export interface IniSection {
  readonly name: string;
  readonly line: number;
  /** By key, in lower case. */
  readonly entries: ReadonlyMap<string, IniEntry>;
}

export interface IniFile {
  /** As it was named, for messages and origins. */
  readonly path: string;
  readonly sections: ReadonlyMap<string, IniSection>;
}

interface OpenSection extends IniSection {
  readonly entries: Map<string, IniEntry>;
}

/**
 * Reads the text of a `worker.ini`. What is wrong with it goes to `problems`; the rest is still
 * returned, so that the values in it are judged in the same run. Lines are never quoted in
 * messages: they may hold a secret.
 */
export function parseIniFile(path: string, text: string, problems: Problems): IniFile {
  const sections = new Map<string, OpenSection>();
  let current: OpenSection | null = null;
  for (const [index, raw] of splitLines(text).entries()) {
    if (problems.fileIsHopeless()) break;
    const line = index + 1;
    const scanned = scanLine(raw);
    let complaint: string | null = null;
    if (scanned.kind === 'too-long') {
      complaint = `${raw.length} characters in one line; at most ${LONGEST_LINE} are read`;
    } else if (scanned.kind === 'section' || scanned.kind === 'broken-section') {
      // What follows a header that can't be used belongs to no section, least of all the one before.
      current = { name: scanned.kind === 'section' ? scanned.name : '', line, entries: new Map() };
      complaint = open(scanned, current, sections);
    } else if (scanned.kind === 'setting') {
      complaint = enter(scanned, line, current);
    } else if (scanned.kind === 'unreadable') {
      complaint = 'neither a [section], nor a setting (key = value), nor a comment (# …)';
    }
    if (complaint !== null) problems.inFile(path, line, complaint);
  }
  return { path, sections: withValues(sections) };
}

function open(
  scanned: ScannedLine,
  section: OpenSection,
  sections: Map<string, OpenSection>,
): string | null {
  if (scanned.kind === 'broken-section')
    return 'not a section; one is written [name], on a line of its own';
  const earlier = sections.get(section.name);
  if (earlier) {
    return `section [${showName(section.name)}] is there already, in line ${earlier.line}; join the two`;
  }
  sections.set(section.name, section);
  return null;
}

function enter(
  { key, value }: { readonly key: string; readonly value: string },
  line: number,
  section: OpenSection | null,
): string | null {
  if (!section) {
    return `${showKey(key)} stands before the first section; put it under [DEFAULT], [worker-host] or a [task]`;
  }
  const earlier = section.entries.get(key);
  if (earlier)
    return `${showKey(key)} is there already, in line ${earlier.line}; keep one of the two`;
  section.entries.set(key, { value, line });
  return null;
}

function withValues(sections: ReadonlyMap<string, OpenSection>): Map<string, IniSection> {
  const scanned = new Map<string, Map<string, string>>();
  for (const [name, { entries }] of sections) {
    scanned.set(name, new Map([...entries].map(([key, { value }]) => [key, value])));
  }
  const valueOf = readIniValues(scanned);
  for (const [name, { entries }] of sections) {
    for (const [key, { line }] of entries) {
      entries.set(key, { line, value: valueOf(name, key) });
    }
  }
  return new Map(sections);
}
