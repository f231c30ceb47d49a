import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ExitCode } from './exit-codes.ts';
import { ExitError } from './exit-error.ts';

const names = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((extension) => `workers.${extension}`);

/** The modules that were named, or the working directory's `workers` module. */
export function modulesOrDefault(named: readonly string[]): readonly string[] {
  if (named.length > 0) return named;
  const found = names.filter((name) => existsSync(resolve(name)));
  if (found.length === 1) return found;
  const here = process.cwd();
  throw new ExitError(
    ExitCode.CONFIG,
    found.length === 0
      ? `no modules given, and no workers.{ts,mts,cts,js,mjs,cjs} in ${here}. Name the modules that export your workers.`
      : `no modules given, and several could be meant in ${here}: ${found.join(', ')}. Name one.`,
  );
}
