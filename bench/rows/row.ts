import type { Contender, MissingPeer, PeerFound } from '../contenders/contender.ts';
import type { JavascriptSdk } from '../contenders/javascript-sdk.ts';
import type { Bench } from '../measure/bench.ts';
import type { Figures, Metric } from '../measure/figures.ts';

/** One kind of work, and everybody who does it. */
export interface Row {
  /** For `--row`. */
  readonly name: string;
  readonly title: string;
  /** What was done, in whole sentences. */
  readonly about: string;
  readonly metrics: readonly Metric[];
  readonly entries: readonly Entry[];
  readonly missing: readonly MissingPeer[];
}

export interface Entry {
  /** Default: the contender's name. */
  readonly name?: string;
  readonly contender: Contender;
  readonly measure: () => Promise<Figures>;
}

export interface Peers {
  readonly sdk: JavascriptSdk;
  /** In other languages. */
  readonly others: readonly PeerFound[];
}

export type MakeRow = (bench: Bench, peers: Peers) => Row;
