import type * as z from 'zod';
import type { SettingKind } from './setting-kind.ts';

/** What a schema can't say of a setting. */
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

interface Facts extends About {
  readonly kind: SettingKind;
}

const FACTS = new WeakMap<z.ZodType, Facts>();

/** One setting: all that resolving, documenting and flagging it needs. */
export interface SettingDefinition extends Facts {
  /** Spelling in `worker.ini`; the environment and the flags derive theirs from it. */
  readonly key: string;
  /** Name in constructors and in the resolved settings. */
  readonly option: string;
  readonly schema: z.ZodType;
  /** Value when no layer has one; null = none, or one that other settings decide. */
  readonly fallback: string | number | boolean | null;
}

/** A setting with a default. */
export function setting<S extends z.ZodType>(
  kind: SettingKind<S>,
  fallback: z.core.util.NoUndefined<z.output<S>>,
  about: About,
) {
  return known(kind.schema.default(fallback), kind, about);
}

/** A setting that is null when nobody gives it. */
export function optionalSetting<S extends z.ZodType>(kind: SettingKind<S>, about: About) {
  return known(kind.schema.nullable().default(null), kind, about);
}

/** A setting whose default depends on what else there is. */
export function derivedSetting<S extends z.ZodType>(
  kind: SettingKind<S>,
  about: About & { readonly fallbackText: string },
): S {
  return known(kind.schema, kind, about);
}

function known<S extends z.ZodType>(schema: S, kind: SettingKind, about: About): S {
  const own = schema.meta({ description: about.meaning });
  FACTS.set(own, { ...about, kind });
  return own;
}

/** The settings of a schema, in its order. */
export function definitionsOf({ shape }: z.ZodObject): readonly SettingDefinition[] {
  return Object.entries(shape).map(([option, property]) => {
    const schema = property as z.ZodType;
    const facts = FACTS.get(schema);
    if (!facts) throw new TypeError(`${option} was not made with one of the functions above`);
    const fallback = schema.safeParse(undefined).data ?? null;
    return {
      ...facts,
      key: option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      option,
      schema,
      fallback: fallback as SettingDefinition['fallback'],
    };
  });
}

/** Every spelling of its key, the first one first. */
export function spellings({ key, secondKeys = [] }: SettingDefinition): readonly string[] {
  return [key, ...secondKeys];
}
