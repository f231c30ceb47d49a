import type { EncodedResult } from '../sources/task-source.ts';

/** How results reach the engine. */
export interface ResultSender {
  /**
   * Resolves with `accepted` once the engine has the result, with `ignored` when its task was
   * already over.
   *
   * @param attempt 1 for the first one; more when the engine may have got the result before.
   * @throws SourceError when the engine did not accept it: sent again, unless it is refused.
   */
  send(result: EncodedResult, attempt: number): Promise<'accepted' | 'ignored'>;
}
