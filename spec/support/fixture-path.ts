import { fileURLToPath } from 'node:url';

/** Absolute path of a module of workers. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/modules/${name}`, import.meta.url));
}

/** Absolute path of a file that no parser accepts. */
export function broken(name: string): string {
  return fileURLToPath(new URL(`../fixtures/broken/${name}`, import.meta.url));
}
