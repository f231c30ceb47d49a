import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/** A task's input: JSON text, `@file`, or `-` for standard input. */
export function readInput(text: string): Record<string, unknown> {
  const [source, json] = textOf(text);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new UsageError(`${source} is not JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new UsageError(`${source} must be a JSON object, {"name": value}; it is ${kindOf(value)}.`);
}

function textOf(text: string): [source: string, json: string] {
  if (text !== '-' && !text.startsWith('@')) return ['--input', text];
  const source = text === '-' ? 'standard input' : text.slice(1);
  try {
    return [source, readFileSync(text === '-' ? 0 : source, 'utf8').replace(/^\uFEFF/, '')];
  } catch (error) {
    throw new UsageError(`--input: can't read ${source}: ${(error as Error).message}`);
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
