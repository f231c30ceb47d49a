import type { RequestKind } from './request-kind.ts';

/** How a task came to the host: in an answer that arrived, that was cut, or that nobody waited for. */
export interface HandOver {
  readonly at: number;
  /** When the host opened the connection: it went to the process that was alive then. */
  readonly connectedAt: number;
  readonly way: 'arrived' | 'cut' | 'unheard';
}

/** What the proxy saw: the engine's side of each task, and the faults that were made. */
export class ProxyJournal {
  readonly #handOvers = new Map<string, HandOver[]>();
  readonly #accepted = new Map<string, number>();
  readonly #faults = new Map<string, number>();

  handedOver(taskId: string, way: HandOver['way'], connectedAt: number): void {
    const earlier = this.#handOvers.get(taskId) ?? [];
    this.#handOvers.set(taskId, [...earlier, { at: Date.now(), connectedAt, way }]);
  }

  accepted(taskId: string): void {
    if (!this.#accepted.has(taskId)) this.#accepted.set(taskId, Date.now());
  }

  fault(kind: string, request: RequestKind): void {
    const name = `${kind} ${request}`;
    this.#faults.set(name, (this.#faults.get(name) ?? 0) + 1);
  }

  handOversOf(taskId: string): readonly HandOver[] {
    return this.#handOvers.get(taskId) ?? [];
  }

  /** When the engine first answered 200 to its result. */
  acceptedAt(taskId: string): number | undefined {
    return this.#accepted.get(taskId);
  }

  /** Tasks whose result was answered 200. */
  get acceptedCount(): number {
    return this.#accepted.size;
  }

  get faults(): ReadonlyMap<string, number> {
    return this.#faults;
  }
}
