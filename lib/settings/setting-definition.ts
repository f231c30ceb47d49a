import type { SettingKind } from './setting-kind.ts';
import type { Setting } from './setting.ts';

interface About {
  readonly meaning: string;
  /** How documentation words the default, where the bare value says too little. */
  readonly fallbackText?: string;
  /** A value for documentation to show. Default: the default. */
  readonly example?: string;
  /** Further spellings of `key` in file, environment and `--set`. */
  readonly secondKeys?: readonly string[];
  /** Further spellings of `option` in the constructor. */
  readonly secondOptions?: readonly string[];
  /** Conductor's own variables, which win over `WORKER_HOST_…`. Host settings only. */
  readonly variables?: readonly string[];
  /** Never shown, logged or quoted in a message. */
  readonly secret?: boolean;
}

/** A setting without its name. */
export interface Declared<T> extends About {
  readonly kind: SettingKind;
  /** The value that counts, as in its kind; undefined = it can't be one. */
  readonly accept: (value: unknown) => T | undefined;
  /** Value when no layer has one; null = none, or one that other settings decide. */
  readonly fallback: string | number | boolean | null;
  /** null may be given in place of leaving it out. */
  readonly optional: boolean;
}

/** One setting: all that resolving, documenting and flagging it needs. */
export interface SettingDefinition extends Declared<unknown> {
  /** Spelling in `worker.ini`; the environment and the flags derive theirs from it. */
  readonly key: string;
  /** Name in constructors and in the resolved settings. */
  readonly option: string;
  /** Every spelling of its key, the first one first. */
  readonly spellings: readonly string[];
  /** What it resolves to when no layer has a value. */
  readonly byDefault: Setting<SettingDefinition['fallback']>;
}

/** What declared settings resolve to, by option. */
export type Resolved<Settings extends Readonly<Record<string, Declared<unknown>>>> = {
  readonly [Option in keyof Settings]: Settings[Option] extends Declared<infer T> ? T : never;
};

/** A setting with a default. */
export function setting<T extends SettingDefinition['fallback']>(
  kind: SettingKind<T>,
  fallback: NoInfer<T>,
  about: About,
): Declared<T> {
  return { ...about, kind, accept: kind.accept, fallback, optional: false };
}

/** A setting that is null when nobody gives it. */
export function optionalSetting<T>(kind: SettingKind<T>, about: About): Declared<T | null> {
  const accept = (value: unknown): T | null | undefined =>
    value === null ? null : kind.accept(value);
  return { ...about, kind, accept, fallback: null, optional: true };
}

/** A setting whose default depends on what else there is. */
export function derivedSetting<T>(
  kind: SettingKind<T>,
  about: About & { readonly fallbackText: string },
): Declared<T> {
  return { ...about, kind, accept: kind.accept, fallback: null, optional: false };
}

/** The settings with their names, in the order in which they were declared. */
export function definitionsOf(
  settings: Readonly<Record<string, Declared<unknown>>>,
): readonly SettingDefinition[] {
  return Object.entries(settings).map(([option, declared]) => {
    const key = option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return {
      ...declared,
      key,
      option,
      spellings: [key, ...(declared.secondKeys ?? [])],
      byDefault: { value: declared.fallback, origin: 'default', from: null },
    };
  });
}
