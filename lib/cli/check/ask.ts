import { SourceError } from '../../errors/source-error.ts';
import type { TaskSource } from '../../sources/task-source.ts';
import { within } from './time-limit.ts';

/** Nobody waits longer for one answer, whatever the host itself would do. */
export const answerLimitMs = 10_000;

/** The engine's answer, or why there is none; within the limit. */
export async function ask<T>(
  { description }: TaskSource,
  question: () => Promise<T>,
): Promise<T | SourceError> {
  const late = new SourceError(`${description} gave no answer within ${answerLimitMs / 1000} s`, {
    kind: 'unreachable',
  });
  try {
    return await within(question(), answerLimitMs, () => late);
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
}
