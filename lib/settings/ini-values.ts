import ini from 'ini';

/** Values as scanned, by section and key. */
export type ScannedSections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Lets `ini` read what the scanner found, in a spelling that it can't take for anything else.
 * Gives the value of a key that is there.
 */
export function readIniValues(sections: ScannedSections): (section: string, key: string) => string {
  const lines: string[] = [];
  for (const [name, entries] of sections) {
    lines.push(`[${encode(name)}]`);
    for (const [key, value] of entries) lines.push(`${encode(key)} = ${quote(value)}`);
  }
  const parsed = ini.parse(lines.join('\n')) as Record<string, Record<string, unknown> | undefined>;
  return (section, key) => {
    const value = parsed[encode(section)]?.[encode(key)];
    // `ini` makes values of the words true, false and null; as text they are the same words again.
    return String(value);
  };
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
