import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { ModuleError } from '../errors/module-error.ts';
import { typeScriptAdvice } from './typescript-support.ts';

/** Tells why `import()` of a module failed: the file, the line where it can be found out, the reason. */
export function loadFailure(path: string, error: unknown): ModuleError {
  if (error instanceof ModuleError) return error;
  const place = placeOf(path, error) ?? path;
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const advice = typeScriptAdvice(error);
  const opening = place.startsWith(path) ? place : `${path}: failed in ${place}`;
  return new ModuleError(path, `${opening}: ${reason}${advice ? `. ${advice}` : ''}`, {
    cause: error,
  });
}

function placeOf(path: string, error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'SyntaxError') return arrowLine(error.stack) ?? checkedLine(path);
  return firstUserFrame(error.stack);
}

/** Node puts `file:line`, the source line and an arrow before the stack of an error in a file's text. */
function arrowLine(text: string | undefined): string | undefined {
  const match = /^(.+):(\d+)$/m.exec(text?.split('\n')[0] ?? '');
  return match ? `${toPath(match[1] ?? '')}:${match[2] ?? ''}` : undefined;
}

/**
 * The line of a syntax error in an ES module: `import()` gives an error without it, `node --check`
 * prints it, and does not run the file. Only in the host: a thread has no time for a process.
 */
function checkedLine(path: string): string | undefined {
  if (!isMainThread || !/\.m?js$/i.test(path)) return undefined;
  // Not imported: it would be in every thread, with all that it stands on.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { status, stderr } = spawnSync(process.execPath, ['--check', path], {
    encoding: 'utf8',
    timeout: 5000,
    env: {},
  });
  return status === 0 ? undefined : arrowLine(stderr);
}

function firstUserFrame(stack: string | undefined): string | undefined {
  for (const line of stack?.split('\n') ?? []) {
    const match = /(?:at |\()((?:file:\/\/)?\/[^()]*?|[A-Za-z]:\\[^()]*?):(\d+):\d+\)?$/.exec(
      line.trim(),
    );
    const file = toPath(match?.[1]?.replace(/^async /, '') ?? '');
    if (file && !file.includes('node_modules')) return `${file}:${match?.[2] ?? ''}`;
  }
  return undefined;
}

function toPath(location: string): string {
  const bare = location.replace(/\?.*$/, '');
  return bare.startsWith('file:') ? fileURLToPath(bare) : bare;
}
