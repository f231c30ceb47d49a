import type { Figures, Metric } from '../measure/figures.ts';

/** A row as it was measured: plain data, kept in bench/results.json. */
export interface RowResult {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly metrics: readonly Metric[];
  readonly clients: readonly ClientResult[];
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
  readonly taken: Taken;
}

export interface ClientResult {
  readonly name: string;
  readonly ours: boolean;
  readonly baseline: boolean;
  /** One of each round; null = it failed in that round. */
  readonly rounds: readonly (Figures | null)[];
  /** The first failure. */
  readonly failure?: string;
}

/** When and on what. */
export interface Taken {
  /** YYYY-MM-DD */
  readonly date: string;
  readonly machine: string;
  readonly rounds: number;
}
