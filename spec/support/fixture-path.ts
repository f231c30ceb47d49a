import { join } from 'node:path';
import { root, runningFile } from './project.ts';

/** Absolute path of a module of workers, as JavaScript where the specs are. */
export function fixture(name: string): string {
  return runningFile(join('spec/fixtures/modules', name));
}

/** Absolute path of a module of workers as it was written. */
export function sourceFixture(name: string): string {
  return join(root, 'spec/fixtures/modules', name);
}

/** Absolute path of a file that no parser accepts. */
export function broken(name: string): string {
  return join(root, 'spec/fixtures/broken', name);
}
