import { unreadable } from './api-error.ts';

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const wrongKind = (what: string, kind: string): Error =>
  unreadable(`JSON parse error: Cannot deserialize value of type \`${kind}\` for "${what}"`);

/** The object at `value`; absent and null are an empty one. */
export function objectOrEmpty(value: unknown, what: string): JsonObject {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw wrongKind(what, 'Map');
  return value;
}

export function requireObject(value: unknown, what: string): JsonObject {
  if (!isObject(value)) throw wrongKind(what, 'object');
  return value;
}

/** The array at `value`; absent and null are an empty one. */
export function arrayOrEmpty(value: unknown, what: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrongKind(what, 'array');
  return value;
}

/** The text at `value`; Jackson turns numbers and booleans into text. */
export function optionalText(value: unknown, what: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw wrongKind(what, 'String');
}

/** The whole number at `value`; a fraction is cut, as Jackson does. */
export function wholeNumber(value: unknown, fallback: number, what: string): number {
  if (value === undefined || value === null || value === '') return fallback;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw wrongKind(what, 'long');
  return Math.trunc(number);
}

export function flag(value: unknown, fallback: boolean, what: string): boolean {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw wrongKind(what, 'boolean');
}

/** The one of `allowed` that `value` is. */
export function oneOf<T extends string>(value: unknown, allowed: readonly T[], what: string): T {
  const found = allowed.find((name) => name === value);
  if (found === undefined) {
    throw unreadable(
      `JSON parse error: Cannot deserialize value of "${what}" from ${value === undefined ? 'nothing' : JSON.stringify(value)}: ` +
        `not one of the values accepted: [${allowed.join(', ')}]`,
    );
  }
  return found;
}
