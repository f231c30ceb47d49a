import { SourceError, type SourceErrorKind } from '../../lib/errors/source-error.ts';
import type { ResultSender } from '../../lib/delivery/result-sender.ts';
import type { EncodedResult } from '../../lib/sources/task-source.ts';

interface Open {
  readonly result: EncodedResult;
  readonly resolve: (end: 'accepted' | 'ignored') => void;
  readonly reject: (error: unknown) => void;
}

/** The part of a source that takes results, answered by hand. */
export class FakeEngine implements ResultSender {
  readonly attempts: string[] = [];
  readonly bodies: string[] = [];
  /** Which attempt it was said to be, of each request. */
  readonly numbers: number[] = [];
  readonly open: Open[] = [];
  maxOpen = 0;

  send(result: EncodedResult, attempt: number): Promise<'accepted' | 'ignored'> {
    this.attempts.push(result.taskId);
    this.numbers.push(attempt);
    this.bodies.push(result.body);
    return new Promise((resolve, reject) => {
      this.open.push({ result, resolve, reject });
      this.maxOpen = Math.max(this.maxOpen, this.open.length);
    });
  }

  get openIds(): string[] {
    return this.open.map(({ result }) => result.taskId);
  }

  accept(id: string): void {
    this.#take(id).resolve('accepted');
  }

  ignore(id: string): void {
    this.#take(id).resolve('ignored');
  }

  fail(id: string, kind: SourceErrorKind, retryAfterMs?: number): void {
    this.#take(id).reject(sourceError(kind, retryAfterMs));
  }

  #take(id: string): Open {
    const index = this.open.findIndex(({ result }) => result.taskId === id);
    const [open] = this.open.splice(index, index < 0 ? 0 : 1);
    if (open === undefined) throw new Error(`no request under way for ${id}`);
    return open;
  }
}

export function sourceError(kind: SourceErrorKind, retryAfterMs?: number): SourceError {
  return new SourceError(kind, { kind, ...(retryAfterMs !== undefined && { retryAfterMs }) });
}

export function resultOf(taskId: string, kind: EncodedResult['kind'] = 'completed'): EncodedResult {
  const body = `body of ${taskId}`;
  return { taskId, workflowId: 'w', taskType: 'x', kind, body, surplusLogs: [] };
}
