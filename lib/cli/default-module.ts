import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ExitCode } from './exit-codes.ts';
import { ExitError } from './exit-error.ts';

const names = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((extension) => `workers.${extension}`);

/** The modules that were named, or the working directory's `workers` module; its source where a compiled one lies beside it. */
export function modulesOrDefault(named: readonly string[]): readonly string[] {
  if (named.length > 0) return named;
  const found = names.find((name) => existsSync(resolve(name)));
  if (found !== undefined) return [found];
  throw new ExitError(
    ExitCode.CONFIG,
    `no modules given, and no workers.{ts,mts,cts,js,mjs,cjs} in ${process.cwd()}. ` +
      'Name the modules that export your workers.',
  );
}
