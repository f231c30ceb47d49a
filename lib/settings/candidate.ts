import type { SettingOrigin } from './setting.ts';

/** A value that one place offers for a setting, not judged yet. */
export interface Candidate {
  readonly origin: Exclude<SettingOrigin, 'default'>;
  /** Flag, variable or `file:line`; null for a constructor. */
  readonly from: string | null;
  /** Text from flag, variable or file; anything at all from a constructor. */
  readonly raw: unknown;
  /** How a message names it: `--set threads`; in a file, without its place. */
  readonly label: string;
  /** A file, named by `raw`, that was not read since a better variable hides it. */
  readonly unread?: true;
  /** Its place in the file, by which messages are sorted. */
  readonly file?: { readonly path: string; readonly line: number };
}

/**
 * The candidates of one level (own or general, of one layer), best spelling first.
 * The first level with a candidate decides.
 */
export type Level = readonly Candidate[];

/** Most levels have nothing to say, and many workers have many settings. */
export const noLevel: Level = [];
