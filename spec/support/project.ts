import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = fileURLToPath(import.meta.url);
const running = dirname(dirname(dirname(here)));

/** What modules of the project end in where specs run: `.js` in `build/`, `.ts` from the sources. */
export const extension = extname(here);

/** Arguments of a Node process that runs files of the project. */
export const nodeArguments = extension === '.js' ? [] : ['--import', import.meta.resolve('tsx')];

/** The project's folder: where documents, examples and sources are. */
export const root = extension === '.js' ? dirname(running) : running;

/**
 * Absolute path of a file of `lib/` or `spec/` as it runs here: itself, or what it was compiled to.
 *
 * @param path of the source, from the project's folder
 */
export function runningFile(path: string): string {
  return join(running, path.replace(/\.ts$/, extension));
}

/** The same as an address to import. */
export function runningModule(path: string): string {
  return pathToFileURL(runningFile(path)).href;
}
