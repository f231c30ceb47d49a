import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ModuleError } from '../errors/module-error.ts';
import { collectWorkers } from './find-workers.ts';
import { loadFailure } from './load-failure.ts';
import { ensureTypeScript } from './typescript-support.ts';
import { namesOf, setModule, type WorkerAbc } from './worker-abc.ts';
import { captureHosts, type HostCapture } from './worker-registry.ts';

const extensions = /\.[mc]?[jt]s$/i;
/** Node 20 can't `import()` such a module once a loader is registered, if it requires an ES module: this package, say. */
const commonJs = /\.c[jt]s$/i;

/**
 * Imports a module and returns the workers it stands for: those of its default and named exports,
 * and those of a host that it starts itself (which does not start while it is loaded here).
 * Called in the host and, with the same file, in each of its threads.
 *
 * Loads must not overlap: which worker belongs to which module is told by what is made meanwhile.
 *
 * @param file path of a `.js .mjs .cjs .ts .mts .cts` module; relative to the working directory.
 * @throws ModuleError naming the file and the reason.
 */
export function loadWorkers(file: string): Promise<WorkerAbc[]> {
  const path = resolve(file);
  // As `import()` itself remembers: a module that starts a host runs once, and tells its workers once.
  const workers = loaded.get(path) ?? load(path);
  loaded.set(path, workers);
  return workers;
}

const loaded = new Map<string, Promise<WorkerAbc[]>>();

function load(path: string): Promise<WorkerAbc[]> {
  return withCapture(path, async (capture) => {
    const workers = await importWorkers(path, capture);
    for (const worker of workers) setModule(worker, path);
    return workers;
  });
}

/**
 * Imports a module for one of its workers, which it may have made without exporting it: what a
 * thread does, where the host holds the worker itself.
 *
 * @throws ModuleError naming the file and the reason.
 */
export async function loadWorker(
  file: string,
  wanted: (worker: WorkerAbc) => boolean,
  description: string,
): Promise<WorkerAbc> {
  return withCapture(file, async (capture) => {
    const started = capture.started.then(() => ({}));
    const exports = await Promise.race([importModule(file), started]);
    const worker = capture.constructed.find(wanted) ?? collectWorkers(exports, file).find(wanted);
    if (worker !== undefined) return worker;
    const made = capture.constructed.map((other) => namesOf(other).join('+')).join(', ');
    throw new ModuleError(
      file,
      `${file}: makes no worker for ${description} when it is imported in a thread ` +
        `(it makes: ${made || 'none'}). Make the worker at the top level of a module, the same way each time.`,
    );
  });
}

async function withCapture<T>(
  path: string,
  load: (capture: HostCapture) => Promise<T>,
): Promise<T> {
  await checkFile(path);
  await ensureTypeScript(path);
  const capture = captureHosts();
  try {
    return await load(capture);
  } finally {
    capture.release();
  }
}

async function importWorkers(path: string, capture: HostCapture): Promise<WorkerAbc[]> {
  // A script that awaits `host.start()` never finishes loading: its workers are told by the capture.
  let started: readonly WorkerAbc[] = [];
  const hostStarted = capture.started.then((workers) => {
    started = workers;
    return {};
  });
  const exports = await Promise.race([importModule(path), hostStarted]);
  const workers = [...new Set([...collectWorkers(exports, path), ...started])];
  if (workers.length === 0) throw noWorkers(path, exports, capture.constructed);
  return workers;
}

async function importModule(path: string): Promise<object> {
  try {
    if (commonJs.test(path)) return { default: createRequire(path)(path) as unknown };
    return (await import(pathToFileURL(path).href)) as object;
  } catch (error) {
    throw loadFailure(path, error);
  }
}

async function checkFile(path: string): Promise<void> {
  if (!extensions.test(path)) {
    throw new ModuleError(
      path,
      `${path}: not a module. Workers come from .js, .mjs, .cjs, .ts, .mts and .cts files.`,
    );
  }
  const entry = await stat(path).catch((error: unknown) => {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new ModuleError(path, `${path}: ${missing ? 'no such file' : String(error)}.`, {
      cause: error,
    });
  });
  if (!entry.isFile()) throw new ModuleError(path, `${path}: not a file.`);
}

function noWorkers(path: string, exports: object, made: readonly WorkerAbc[]): ModuleError {
  const names = Object.keys(exports);
  const what = names.length === 0 ? 'It exports nothing' : `It exports ${names.join(', ')}`;
  const unexported =
    made.length === 0
      ? ''
      : ` It makes workers for ${made.flatMap(namesOf).join(', ')}, but does not export them.`;
  return new ModuleError(
    path,
    `${path}: exports no worker. ${what}.${unexported} Export instances of WorkerAbc or classes ` +
      'extending it, by name or as default, one or an array.',
  );
}
