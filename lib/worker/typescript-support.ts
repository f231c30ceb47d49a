import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { ModuleError } from '../errors/module-error.ts';

const typeScriptFile = /\.[mc]?ts$/i;
/** Loaders that people put on Node's command line; with one of them there, TypeScript is taken care of. */
const knownLoaders = /\b(tsx|ts-node|swc-node|esbuild-register|tsimp|jiti)\b/;

let registered: Promise<void> | undefined;

/**
 * Makes `import()` of a TypeScript module work in this thread.
 *
 * Node >= 22.18 strips types by itself, but takes a `.ts` file below a package.json of type
 * `commonjs` (what `npm init` writes) at its word, imports and all. There, and on older Nodes, tsx
 * reads it, which is loaded only here: it costs 0.2 s and the loader's hooks are bound to a thread,
 * so each thread asks for itself.
 */
export async function ensureTypeScript(file: string): Promise<void> {
  if (!typeScriptFile.test(file) || typeScriptIsNative(file) || loaderIsActive()) return;
  registered ??= registerTsx();
  await registered.catch((error: unknown) => {
    throw new ModuleError(
      file,
      `${file}: Node ${process.versions.node} does not read TypeScript by itself, and tsx could not be ` +
        `loaded (${String(error)}). Install tsx, use Node >= 22.18, or compile the module to JavaScript.`,
      { cause: error },
    );
  });
}

function typeScriptIsNative(file: string): boolean {
  if (!(process.features as { typescript?: unknown }).typescript) return false;
  return !file.toLowerCase().endsWith('.ts') || packageTypeOf(file) !== 'commonjs';
}

/** `type` of the nearest package.json, which decides what a file without an `m` or `c` in its ending is. */
function packageTypeOf(file: string): unknown {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const text = readIfThere(join(folder, 'package.json'));
    if (text !== undefined) return (JSON.parse(text) as { type?: unknown }).type;
    if (folder === dirname(folder)) return undefined;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Only in the main thread: `--import tsx` does not reach `import()` in the threads of Node 20. */
function loaderIsActive(): boolean {
  if (!isMainThread) return false;
  // This very file being TypeScript means that something reads it: the project's own tests.
  if (typeScriptFile.test(new URL(import.meta.url).pathname)) return true;
  return knownLoaders.test(`${process.execArgv.join(' ')} ${process.env.NODE_OPTIONS ?? ''}`);
}

async function registerTsx(): Promise<void> {
  const [esm, cjs] = await Promise.all([import('tsx/esm/api'), import('tsx/cjs/api')]);
  cjs.register();
  esm.register();
}

const notErasable = new Set(['ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX']);

/** What to do about a TypeScript module that Node refused, or undefined when that is not the matter. */
export function typeScriptAdvice(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return undefined;
  if (notErasable.has(code)) {
    return (
      'Node only strips types: it does not run enums, namespaces and parameter properties. ' +
      'Write it without them, or start with NODE_OPTIONS="--import tsx".'
    );
  }
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return 'A JavaScript module imports TypeScript: start with NODE_OPTIONS="--import tsx", or compile it.';
  }
  if (code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING') {
    return 'Node strips no types below node_modules: publish that package as JavaScript.';
  }
  return undefined;
}
