/** Characters of a line; a longer one is no setting that anybody wrote. */
export const LONGEST_LINE = 65_536;

/** A line of an ini file as its kind and parts. */
export type ScannedLine =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'section'; readonly name: string }
  | { readonly kind: 'setting'; readonly key: string; readonly value: string }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'too-long' }
  /** Meant to be a header, so what follows does not belong to the section before. */
  | { readonly kind: 'broken-section' };

const NOTHING: ScannedLine = { kind: 'nothing' };
const TOO_LONG: ScannedLine = { kind: 'too-long' };
const UNREADABLE: ScannedLine = { kind: 'unreadable' };

// `#` and `;` begin a comment only at the beginning of a line or after white space. In a header
// and in a quoted value they do not: the first closing sign that ends the line, or is followed
// by a comment, closes.
const SECTION = /^\[(.+?)\](?:\s+[#;].*)?$/s;
const QUOTED = /^"(.*?)"(?:\s+[#;].*)?$/s;
const COMMENT = /(?:^|\s)[#;].*$/s;

export function splitLines(text: string): string[] {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
}

export function scanLine(raw: string): ScannedLine {
  if (raw.length > LONGEST_LINE) return TOO_LONG;
  const line = raw.trim();
  if (line === '' || line.startsWith('#') || line.startsWith(';')) return NOTHING;
  if (line.startsWith('[')) return scanSection(line);
  const sign = line.search(/[=:]/);
  const key = sign < 0 ? '' : line.slice(0, sign).trim();
  if (key === '' || COMMENT.test(key)) return UNREADABLE;
  return { kind: 'setting', key: key.toLowerCase(), value: scanValue(line.slice(sign + 1)) };
}

function scanSection(line: string): ScannedLine {
  const name = SECTION.exec(line)?.[1];
  return name === undefined ? { kind: 'broken-section' } : { kind: 'section', name };
}

function scanValue(raw: string): string {
  const value = raw.trim();
  const quoted = QUOTED.exec(value)?.[1];
  if (quoted !== undefined) return quoted;
  return value.replace(COMMENT, '').trim();
}
