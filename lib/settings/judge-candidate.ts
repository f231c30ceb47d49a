import { maskCredentials } from './server-url.ts';
import type { Candidate } from './candidate.ts';
import type { SettingDefinition } from './setting-definition.ts';

export type Judgement =
  | { readonly valid: true; readonly value: unknown }
  | { readonly valid: false; readonly complaint: string };

/** What a candidate's value is, or what is wrong with it. */
export function judgeCandidate(definition: SettingDefinition, candidate: Candidate): Judgement {
  const { kind } = definition;
  const isText = candidate.origin !== 'constructor';
  const raw = isText ? kind.fromText(candidate.raw as string) : candidate.raw;
  if (raw === null && definition.fallback === null) return { valid: true, value: null };
  if (kind.emptyIsNone && typeof raw === 'string' && raw.trim() === '') {
    return { valid: true, value: null };
  }
  const judged = kind.schema.safeParse(raw);
  if (judged.success) {
    const { data } = judged;
    return { valid: true, value: kind.emptyIsNone ? (data as string).trim() : data };
  }
  return { valid: false, complaint: complain(definition, candidate) };
}

function complain(definition: SettingDefinition, candidate: Candidate): string {
  const { kind } = definition;
  const { raw } = candidate;
  if (raw === '') return `is empty, not ${kind.expected}; leave it out for the default`;
  const hint = typeof raw === 'string' ? (kind.hint?.(raw) ?? null) : null;
  return `${show(definition, raw)} is not ${kind.expected}${hint === null ? '' : ` (${hint}?)`}`;
}

function show(definition: SettingDefinition, raw: unknown): string {
  if (definition.secret) return 'the value (not shown)';
  if (typeof raw !== 'string') return describe(raw);
  const text = definition.kind.show ? maskCredentials(raw) : raw;
  const short = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  return /\p{C}/u.test(short) ? JSON.stringify(short) : short;
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
