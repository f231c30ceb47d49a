import { didYouMean } from './did-you-mean.ts';
import { maskCredentials, normaliseServerUrl } from './server-url.ts';

/** The largest delay that a timer of Node takes, and so the largest number of all settings. */
export const MAX_NUMBER = 2_147_483_647;

/** What values of a kind look like, in every layer. */
export interface SettingKind<T = unknown> {
  readonly name: string;
  /** The value that counts, of one that a constructor gave or `fromText` made of text; undefined = it is none of this kind. */
  readonly accept: (value: unknown) => T | undefined;
  /** What `accept` takes, as a JSON schema. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What text from a flag, a variable or a file stands for; text that makes no sense stays text. */
  readonly fromText: (text: string) => unknown;
  /** Completes the sentence "x is not …". */
  readonly expected: string;
  /** Completes it further, unless what was meant is plain. */
  readonly bounds?: string;
  /** What was probably meant. */
  readonly hint?: (text: string) => string | null;
  /** Whether an empty value, or null, is a value that means "none" instead of a mistake. */
  readonly emptyIsNone?: boolean;
  /** How a listing or message shows it. */
  readonly show?: (text: string) => string;
}

const asIs = (text: string) => text;

const DECIMAL = /^(\d+(\.\d+)?|\.\d+)$/;
const number = (text: string): unknown => (DECIMAL.test(text.trim()) ? Number(text) : text);

const UNITS: Record<string, number> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

function withoutUnit(text: string): string | null {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim());
  const factor = UNITS[match?.[2]?.toLowerCase() ?? ''];
  if (match === null || factor === undefined) return null;
  const value = Number(match[1]) * factor;
  return value <= MAX_NUMBER ? String(value) : null;
}

/** `10_000`, `10,000` and `10 000` without what groups their digits. */
function withoutMarks(text: string): string | null {
  return /^[1-9]\d{0,2}([_, ']\d{3}){1,2}$/.test(text) ? text.replace(/\D/g, '') : null;
}

/** What is not NaN, nor out of bounds. */
const between =
  (least: number, most: number) =>
  (value: unknown): number | undefined =>
    typeof value === 'number' && value >= least && value <= most ? value : undefined;

const wholeBetween = (least: number, most: number) => {
  const accept = between(least, most);
  return (value: unknown) => (Number.isInteger(value) ? accept(value) : undefined);
};

export const milliseconds: SettingKind<number> = {
  name: 'milliseconds',
  accept: between(0, MAX_NUMBER),
  json: { type: 'number', minimum: 0, maximum: MAX_NUMBER },
  fromText: number,
  expected: 'a number of milliseconds',
  bounds: `from 0 to ${MAX_NUMBER}`,
  hint: (text) => withoutUnit(text) ?? withoutMarks(text),
};

export const count: SettingKind<number> = {
  name: 'count',
  accept: wholeBetween(1, MAX_NUMBER),
  json: { type: 'integer', minimum: 1, maximum: MAX_NUMBER },
  fromText: number,
  expected: 'a whole number',
  bounds: `from 1 to ${MAX_NUMBER}`,
  hint: withoutMarks,
};

export const countOrNone: SettingKind<number> = {
  name: 'count, or 0',
  accept: wholeBetween(0, MAX_NUMBER),
  json: { type: 'integer', minimum: 0, maximum: MAX_NUMBER },
  fromText: number,
  expected: 'a whole number',
  bounds: `from 0 to ${MAX_NUMBER}`,
  hint: withoutMarks,
};

const AUTO = 'auto';

export const countOrAuto: SettingKind<number | 'auto'> = {
  name: 'count, or `auto`',
  accept: (value) => (value === AUTO ? AUTO : count.accept(value)),
  json: { anyOf: [count.json, { type: 'string', const: AUTO }] },
  fromText: (text) => (text.trim().toLowerCase() === AUTO ? AUTO : number(text)),
  expected: 'a whole number',
  bounds: `from 1 to ${MAX_NUMBER}, or auto`,
  hint: (text) => withoutMarks(text) ?? didYouMean(text, [AUTO]),
};

const OFF = 'off';

const port = wholeBetween(0, 65_535);

export const portOrOff: SettingKind<number | 'off'> = {
  name: 'port, or `off`',
  accept: (value) => (value === OFF ? OFF : port(value)),
  json: {
    anyOf: [
      { type: 'integer', minimum: 0, maximum: 65_535 },
      { type: 'string', const: OFF },
    ],
  },
  fromText: (text) => (text.trim().toLowerCase() === OFF ? OFF : number(text)),
  expected: 'a port from 0 to 65535, or off',
};

const BOOLEANS = new Map<string, boolean>([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
]);

export const yesOrNo: SettingKind<boolean> = {
  name: 'true or false',
  accept: (value) => (typeof value === 'boolean' ? value : undefined),
  json: { type: 'boolean' },
  fromText: (text) => BOOLEANS.get(text.trim().toLowerCase()) ?? text,
  expected: 'true or false',
};

export const text: SettingKind<string> = {
  name: 'text',
  accept: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
  json: { type: 'string', minLength: 1 },
  fromText: asIs,
  expected: 'text of at least one character',
};

/** Text whose absence is a choice: an empty one ends the search instead of being a mistake. */
export const textOrNone: SettingKind<string | null> = {
  name: 'text, or empty for none',
  accept: (value) => {
    if (value === null) return null;
    return typeof value === 'string' ? value.trim() || null : undefined;
  },
  json: { type: ['string', 'null'] },
  fromText: asIs,
  expected: 'text',
  emptyIsNone: true,
};

export const path: SettingKind<string> = {
  ...text,
  name: 'path',
  expected: 'the path of a file or directory',
};

export const serverUrl: SettingKind<string> = {
  name: 'URL',
  accept: (value) =>
    typeof value === 'string' ? (normaliseServerUrl(value) ?? undefined) : undefined,
  json: { type: 'string' },
  fromText: asIs,
  expected: 'an http or https address without credentials and query (http://localhost:8080/api)',
  show: maskCredentials,
};

export const proxyUrl: SettingKind<string> = {
  name: 'URL',
  accept: (value) => {
    const address = typeof value === 'string' ? value.trim() : '';
    return /^https?:\/\//i.test(address) && URL.canParse(address) ? address : undefined;
  },
  json: { type: 'string', format: 'uri' },
  fromText: asIs,
  expected: 'an http or https address (http://proxy.example:3128)',
  show: maskCredentials,
};

/** One of a few words, in any case. `others` maps what other tools call them. */
export function oneOf<const Words extends readonly [string, ...string[]]>(
  words: Words,
  others: Readonly<Record<string, Words[number]>> = {},
) {
  const names = new Map<string, string>(Object.entries(others));
  return {
    name: words.map((word) => `\`${word}\``).join(', '),
    accept: (value: unknown): Words[number] | undefined => words.find((word) => word === value),
    json: { type: 'string', enum: words },
    fromText: (value: string) => {
      const word = value.trim().toLowerCase();
      return names.get(word) ?? word;
    },
    expected: `one of ${words.join(', ')}`,
    hint: (value: string) => didYouMean(value, [...words, ...names.keys()]),
  } satisfies SettingKind;
}
