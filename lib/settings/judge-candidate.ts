import { maskCredentials } from './server-url.ts';
import type { Candidate } from './candidate.ts';
import type { SettingDefinition } from './setting-definition.ts';

export type Judgement =
  | { readonly valid: true; readonly value: unknown }
  | { readonly valid: false; readonly complaint: string };

/** What a candidate's value is, or what is wrong with it. */
export function judgeCandidate(definition: SettingDefinition, candidate: Candidate): Judgement {
  const isText = candidate.origin !== 'constructor';
  const raw = isText ? definition.kind.fromText(candidate.raw as string) : candidate.raw;
  const value = definition.accept(raw);
  if (value !== undefined) return { valid: true, value };
  return { valid: false, complaint: complain(definition, candidate) };
}

function complain(definition: SettingDefinition, candidate: Candidate): string {
  const { kind } = definition;
  const { raw } = candidate;
  const right = `${kind.expected}${kind.bounds === undefined ? '' : ` ${kind.bounds}`}`;
  if (raw === '') return `is empty; give ${right}, or leave it out for the default`;
  const hint = typeof raw === 'string' ? (kind.hint?.(raw) ?? null) : null;
  const correction = hint === null ? right : `${kind.expected} (${hint}?)`;
  return `= ${showCandidate(definition, candidate)} is not ${correction}`;
}

/** A candidate's value for a message or listing: short, on one line, without secrets. */
export function showCandidate(definition: SettingDefinition, { raw, origin }: Candidate): string {
  if (definition.secret) return '***';
  if (typeof raw !== 'string') return describe(raw);
  const text = definition.kind.show ? maskCredentials(raw) : raw;
  const short = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  return origin === 'constructor' || /\p{C}/u.test(short) ? JSON.stringify(short) : short;
}

function describe(value: unknown): string {
  switch (typeof value) {
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'an array' : 'an object';
    default:
      return `a ${typeof value}`;
  }
}
