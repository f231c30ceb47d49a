import type { EncodedResult } from '../sources/task-source.ts';

/** What the outbox knows of a result without reading it: kept in memory for each. */
export interface StoredResult {
  /** Its name in the outbox. Keys in order of text are in order of time. */
  readonly key: string;
  readonly taskId: string;
  readonly workflowId: string;
  readonly taskType: string;
  readonly kind: EncodedResult['kind'];
  /** Milliseconds since 1970. */
  readonly storedAt: number;
  /** Size of what is stored, roughly: characters. */
  readonly bytes: number;
}

/** Of the two records of a result: `about` is read for all of them at the start, `result` one by one. */
export const prefixes = { about: 'about/', result: 'result/' } as const;

const version = 1;

export function describe(
  key: string,
  result: EncodedResult,
  storedAt: number,
  bytes: number,
): StoredResult {
  const { taskId, workflowId, taskType, kind } = result;
  return { key, taskId, workflowId, taskType, kind, storedAt, bytes };
}

export function encodeAbout(about: StoredResult): string {
  return JSON.stringify({ version, ...about });
}

/** @returns null for what is no such record, or one of a later version. */
export function decodeAbout(key: string, text: string): StoredResult | null {
  const about = parse(text);
  const usable =
    about !== null &&
    about['version'] === version &&
    typeof about['taskId'] === 'string' &&
    typeof about['storedAt'] === 'number' &&
    typeof about['bytes'] === 'number';
  return usable ? ({ ...about, key } as unknown as StoredResult) : null;
}

/** @returns null for what is no result. */
export function decodeStored(text: string): EncodedResult | null {
  const result = parse(text);
  const usable =
    result !== null &&
    typeof result['taskId'] === 'string' &&
    typeof result['body'] === 'string' &&
    Array.isArray(result['surplusLogs']);
  return usable ? (result as unknown as EncodedResult) : null;
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null;
  } catch {
    return null; // The caller sets it aside and says so.
  }
}
