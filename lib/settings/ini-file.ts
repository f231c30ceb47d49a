import ini from 'ini';
import type { Problems } from './problems.ts';
import { scanLine, splitLines, type ScannedLine } from './ini-scanner.ts';

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

interface OpenSection {
  readonly name: string;
  readonly line: number;
  /** Line of each key. */
  readonly keys: Map<string, number>;
}

/**
 * Reads the text of a `worker.ini`. What is wrong with it goes to `problems`; the rest is still
 * returned, so that the values in it are judged in the same run. Lines are never quoted in
 * messages: they may hold a secret.
 */
export function parseIniFile(path: string, text: string, problems: Problems): IniFile {
  const sections = new Map<string, OpenSection>();
  const canonical: string[] = [];
  let current: OpenSection | null = null;
  let skipping = false;

  for (const [index, raw] of splitLines(text).entries()) {
    const line = index + 1;
    const complain = (sentence: string) => problems.inFile(path, line, sentence);
    const scanned = scanLine(raw);
    if (scanned.kind === 'section') {
      const earlier = sections.get(scanned.name);
      skipping = earlier !== undefined;
      if (earlier)
        complain(
          `section [${oneLine(scanned.name)}] is there already, in line ${earlier.line}; join the two`,
        );
      current = { name: scanned.name, line, keys: new Map() };
      if (!skipping) {
        sections.set(scanned.name, current);
        canonical.push(`[${encode(scanned.name)}]`);
      }
      continue;
    }
    const problem = judge(scanned, current);
    if (problem !== null) complain(problem);
    else if (scanned.kind === 'setting' && current) {
      current.keys.set(scanned.key, line);
      if (!skipping) canonical.push(`${encode(scanned.key)} = ${quote(scanned.value)}`);
    }
  }
  return { path, sections: collect(sections, ini.parse(canonical.join('\n'))) };
}

function judge(scanned: ScannedLine, section: OpenSection | null): string | null {
  if (scanned.kind === 'unreadable') {
    return 'neither a [section], nor a setting (key = value), nor a comment (# …)';
  }
  if (scanned.kind !== 'setting') return null;
  const key = oneLine(scanned.key);
  if (!section)
    return `${key} stands before the first section; put it under [DEFAULT], [worker-host] or a [task]`;
  const earlier = section.keys.get(scanned.key);
  return earlier === undefined
    ? null
    : `${key} is there already, in line ${earlier}; keep one of the two`;
}

function collect(
  sections: ReadonlyMap<string, OpenSection>,
  parsed: Record<string, unknown>,
): Map<string, IniSection> {
  const result = new Map<string, IniSection>();
  for (const [name, section] of sections) {
    const values = parsed[encode(name)] as Record<string, unknown>;
    const entries = new Map<string, IniEntry>();
    for (const [key, line] of section.keys) {
      // `ini` makes values of the words true, false and null; as text they are the same words again.
      entries.set(key, { value: String(values[encode(key)]), line });
    }
    result.set(name, { name, line: section.line, entries });
  }
  return result;
}

/**
 * A name in letters that mean nothing to `ini`, and nothing to objects: it would nest `a.b`,
 * make an array of `a[]`, take quotes off, and drop `__proto__`.
 */
function encode(name: string): string {
  return `@${name.replace(/[^A-Za-z0-9_-]/g, (sign) => `~${sign.charCodeAt(0).toString(16)}~`)}`;
}

/** `ini` takes a quoted value as JSON; it loses lines with U+2028 in them, so nothing but ASCII goes in. */
function quote(value: string): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function oneLine(text: string): string {
  return text.replace(/[^\P{C}]/gu, '?').slice(0, 80);
}
