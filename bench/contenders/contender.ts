import type { Command } from '../support/running-client.ts';
import type { Setup } from '../support/setup.ts';

/** A client that is measured, with the settings it is measured with. */
export interface Contender {
  /** As the tables show it. */
  readonly name: string;
  readonly command: Command;
  /** What it makes of a row's work: how many slots, threads, connections. */
  readonly tune: (work: Setup) => Setup;
  /** A failure of ours fails the run; one of a peer is named in the table. */
  readonly ours?: true;
  /** The one that ratios refer to. */
  readonly baseline?: true;
  /** Left out of a smoke test, which has no time for every variant. */
  readonly fullOnly?: true;
}

/** A peer that is not there, with the reason; the tables name it. */
export interface MissingPeer {
  readonly name: string;
  readonly reason: string;
}

/** A peer in its variants, or why it is missing. */
export type PeerFound = readonly Contender[] | MissingPeer;

export function isMissing(found: PeerFound): found is MissingPeer {
  return 'reason' in found;
}
