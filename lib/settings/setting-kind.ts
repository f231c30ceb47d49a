import * as z from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { maskCredentials, normaliseServerUrl } from './server-url.ts';

/** The largest delay that a timer of Node takes, and so the largest number of all settings. */
export const MAX_NUMBER = 2_147_483_647;

/** What values of a kind look like, in every layer. */
export interface SettingKind<S extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** Judges a value, as a constructor gives it or as `fromText` made it of text. */
  readonly schema: S;
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

export const milliseconds = {
  name: 'milliseconds',
  schema: z.number().min(0).max(MAX_NUMBER),
  fromText: number,
  expected: 'a number of milliseconds',
  bounds: `from 0 to ${MAX_NUMBER}`,
  hint: (text) => withoutUnit(text) ?? withoutMarks(text),
} satisfies SettingKind;

export const count = {
  name: 'count',
  schema: z.int().min(1).max(MAX_NUMBER),
  fromText: number,
  expected: 'a whole number',
  bounds: `from 1 to ${MAX_NUMBER}`,
  hint: withoutMarks,
} satisfies SettingKind;

export const countOrNone = {
  name: 'count, or 0',
  schema: z.int().min(0).max(MAX_NUMBER),
  fromText: number,
  expected: 'a whole number',
  bounds: `from 0 to ${MAX_NUMBER}`,
  hint: withoutMarks,
} satisfies SettingKind;

const AUTO = 'auto';

export const countOrAuto = {
  name: 'count, or `auto`',
  schema: z.union([count.schema, z.literal(AUTO)]),
  fromText: (text) => (text.trim().toLowerCase() === AUTO ? AUTO : number(text)),
  expected: 'a whole number',
  bounds: `from 1 to ${MAX_NUMBER}, or auto`,
  hint: (text) => withoutMarks(text) ?? didYouMean(text, [AUTO]),
} satisfies SettingKind;

const OFF = 'off';

export const portOrOff = {
  name: 'port, or `off`',
  schema: z.union([z.int().min(0).max(65_535), z.literal(OFF)]),
  fromText: (text) => (text.trim().toLowerCase() === OFF ? OFF : number(text)),
  expected: 'a port from 0 to 65535, or off',
} satisfies SettingKind;

const BOOLEANS = new Map<string, boolean>([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
]);

export const yesOrNo = {
  name: 'true or false',
  schema: z.boolean(),
  fromText: (text) => BOOLEANS.get(text.trim().toLowerCase()) ?? text,
  expected: 'true or false',
} satisfies SettingKind;

export const text = {
  name: 'text',
  schema: z.string().min(1),
  fromText: asIs,
  expected: 'text of at least one character',
} satisfies SettingKind;

/** Text whose absence is a choice: an empty one ends the search instead of being a mistake. */
export const textOrNone = {
  name: 'text, or empty for none',
  schema: z
    .string()
    .nullable()
    .transform((value) => value?.trim() || null),
  fromText: asIs,
  expected: 'text',
  emptyIsNone: true,
} satisfies SettingKind;

export const path = {
  ...text,
  name: 'path',
  expected: 'the path of a file or directory',
} satisfies SettingKind;

export const serverUrl = {
  name: 'URL',
  schema: z.string().transform(normaliseServerUrl).pipe(z.string()),
  fromText: asIs,
  expected: 'an http or https address without credentials and query (http://localhost:8080/api)',
  show: maskCredentials,
} satisfies SettingKind;

export const proxyUrl = {
  name: 'URL',
  schema: z.url({ protocol: /^https?$/ }),
  fromText: asIs,
  expected: 'an http or https address (http://proxy.example:3128)',
  show: maskCredentials,
} satisfies SettingKind;

/** One of a few words, in any case. `others` maps what other tools call them. */
export function oneOf<const Words extends readonly [string, ...string[]]>(
  words: Words,
  others: Readonly<Record<string, Words[number]>> = {},
) {
  const names = new Map<string, string>(Object.entries(others));
  return {
    name: words.map((word) => `\`${word}\``).join(', '),
    schema: z.enum(words),
    fromText: (value: string) => {
      const word = value.trim().toLowerCase();
      return names.get(word) ?? word;
    },
    expected: `one of ${words.join(', ')}`,
    hint: (value: string) => didYouMean(value, [...words, ...names.keys()]),
  } satisfies SettingKind;
}
