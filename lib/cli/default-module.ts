import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ExitCode } from './exit-codes.ts';
import { ExitError } from './exit-error.ts';

const names = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((extension) => `workers.${extension}`);

/** The modules that were named, or the working directory's `workers` module, its source where a compiled one lies beside it; empty when there is none. */
export function findModules(named: readonly string[]): readonly string[] {
  if (named.length > 0) return named;
  return names.filter((name) => existsSync(resolve(name))).slice(0, 1);
}

/** What to say when none was found. */
export function noModules(): string {
  return `no modules given, and no workers.{ts,mts,cts,js,mjs,cjs} in ${process.cwd()}`;
}

/** The same, where it can't go on without one. */
export function modulesOrDefault(named: readonly string[]): readonly string[] {
  const found = findModules(named);
  if (found.length > 0) return found;
  throw new ExitError(
    ExitCode.CONFIG,
    `${noModules()}. Name the modules that export your workers.`,
  );
}
