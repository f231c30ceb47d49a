import type { SettingKind } from './setting-kind.ts';

/** One setting: all that resolving, documenting and flagging it needs. */
export interface SettingDefinition {
  /** Spelling in `worker.ini`; the environment and the flags derive theirs from it. */
  readonly key: string;
  /** Name in constructors and in the resolved settings. */
  readonly option: string;
  readonly kind: SettingKind;
  /** Value when no layer has one; null = none. */
  readonly fallback: string | number | boolean | null;
  /** How documentation words the default, where the bare value says too little. */
  readonly fallbackText?: string;
  readonly meaning: string;
  /** Further spellings of `key` in file, environment and `--set`. */
  readonly secondKeys?: readonly string[];
  /** Further spellings of `option` in the constructor. */
  readonly secondOptions?: readonly string[];
  /** Conductor's own variables, which win over `WORKER_HOST_…`. Host settings only. */
  readonly variables?: readonly string[];
  /** Never shown, logged or quoted in a message. */
  readonly secret?: boolean;
}

/** Every spelling of its key, the first one first. */
export function spellings({ key, secondKeys = [] }: SettingDefinition): readonly string[] {
  return [key, ...secondKeys];
}
